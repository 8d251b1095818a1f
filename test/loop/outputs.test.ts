import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { Fault } from '../fakes/faults.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, PLATFORM, REGISTRY } from './registry.ts';

const STATE = 'acme-state-123456789012-us-east-1/shared-infra/terraform.tfstate';
const REFUND = '/acme/outputs/teams/orders/functions/refund/function_arn';
const RESYNC = { type: 'schedule', task: 'resync' } as const;

async function applied(loop: Loop, changes: Parameters<Loop['commit']>[0] = REGISTRY): Promise<string> {
  const push = loop.commit(changes);
  await loop.arrive(push);
  await loop.settle();
  return push.after;
}

/** Adds a function with its route, so that outputs change. */
const MORE = { 'teams/orders/refund.yaml': functionFile('orders', 'refund') };

const stateOf = (loop: Loop) => JSON.parse(loop.outputs.files.get(STATE) ?? 'null');
const summaryOf = (loop: Loop, sha: string) => loop.github.shownCheck('holdfast/apply', sha)?.content.summary ?? '';
const denied = new HoldfastError('Could not PutParameter in Parameter Store: not authorized', {
  code: 'AccessDenied',
  source: 'aws',
  retryable: false,
});

describe('a run that succeeded', () => {
  test('publishes the values that the stacks gave', async () => {
    const loop = createLoop();
    await applied(loop);
    const stacks = Object.fromEntries((await loop.ledger.readStacks()).map(({ name, outputs }) => [name, outputs]));
    const vpcId = stacks['acme-network']?.VpcId;
    const arn = stacks['acme-team-orders']?.FunctionArnStatus;
    expect([vpcId, arn]).not.toContain(undefined);
    expect(loop.outputs.stored.get('/acme/outputs/vpc_id')).toMatchObject({ type: 'String', value: vpcId });
    expect(loop.outputs.stored.get('/acme/outputs/teams/orders/functions/status/function_arn')?.value).toBe(arn);
    expect(stateOf(loop)).toMatchObject({
      version: 4,
      serial: 1,
      outputs: {
        vpc_id: { value: vpcId, type: 'string' },
        teams: { value: { orders: { functions: { status: { function_arn: arn, layer_arns: [] } } } } },
      },
    });
    expect((await loop.ledger.readEnvironment()).unpublished).toBeUndefined();
  });

  test('P4: writes nothing where no output changed', async () => {
    const loop = createLoop();
    await applied(loop);
    const before = loop.outputs.writes.length;
    await applied(loop, { 'teams/orders/status.yaml': functionFile('orders', 'status', 512) });
    expect(loop.outputs.writes.length).toBe(before);
    expect(stateOf(loop).serial).toBe(1);
  });

  test('writes what is new and removes what is gone', async () => {
    const loop = createLoop();
    await applied(loop);
    await applied(loop, MORE);
    expect(loop.outputs.stored.has(REFUND)).toBe(true);
    expect(stateOf(loop).serial).toBe(2);
    await applied(loop, { 'teams/orders/refund.yaml': null });
    expect(loop.outputs.stored.has(REFUND)).toBe(false);
    expect(stateOf(loop).serial).toBe(3);
    expect(stateOf(loop).outputs.teams.value.orders.functions.refund).toBeUndefined();
  });

  test('asked for by a person, puts back what somebody changed by hand', async () => {
    const loop = createLoop();
    await applied(loop);
    const good = new Map(loop.outputs.stored);
    loop.outputs.stored.delete('/acme/outputs/vpc_id');
    loop.outputs.files.clear();
    await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'someone' });
    await loop.settle();
    expect(new Map([...loop.outputs.stored].sort())).toEqual(new Map([...good].sort()));
    expect(stateOf(loop).serial).toBe(2);
  });

  test('goes where the registry says, and takes back what it should no longer publish', async () => {
    const loop = createLoop();
    // The boundary lets roles read another file then, which a second person would have to agree to.
    const alone = `${PLATFORM}  sync: { confirm: [] }\n`;
    await applied(loop, { ...REGISTRY, 'platform.yaml': alone });
    const outputs = '  outputs: { ssm: none, terraformState: { key: other.tfstate } }\n';
    await applied(loop, { 'platform.yaml': alone + outputs });
    expect([...loop.outputs.stored.keys()]).toEqual([]);
    const states = [...loop.outputs.files.keys()].filter((file) => file.endsWith('.tfstate'));
    expect(states).toEqual([STATE, 'acme-state-123456789012-us-east-1/other.tfstate']);
  });
});

test('a run that failed publishes nothing', async () => {
  const loop = createLoop();
  loop.cloudformation.fail('acme-team-orders/FunctionStatus', 'not today');
  await applied(loop);
  expect(loop.outputs.writes).toEqual([]);
});

describe('outputs that cannot be published', () => {
  test('do not fail the run, which says so, and are published by the next resync, which says so too', async () => {
    const loop = createLoop();
    loop.faults.inject('fail', 'parameters.createParameter', 1, denied);
    const sha = await applied(loop);
    expect(loop.check('holdfast/apply', sha)).toBe('success: Applied: 53 created, 0 updated, 0 deleted');
    expect(summaryOf(loop, sha)).toContain('### Outputs are not published');
    expect(summaryOf(loop, sha)).toContain('not authorized');
    expect((await loop.ledger.readEnvironment()).appliedSha).toBe(sha);
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(loop.outputs.stored.size).toBeGreaterThan(20);
    expect(loop.check('holdfast/apply', sha)).toBe('success: Applied: 53 created, 0 updated, 0 deleted');
    expect(summaryOf(loop, sha)).not.toContain('Outputs are not published');
    expect((await loop.ledger.readEnvironment()).unpublished).toBeUndefined();
  });

  test('C13: are tried once for each resync, without rewriting the check each time', async () => {
    const loop = createLoop();
    loop.outputs.stored.set('/acme/outputs/vpc_id', { type: 'String', value: 'theirs', tags: {} });
    const sha = await applied(loop);
    expect(summaryOf(loop, sha)).toContain('is not ours');
    const checks = () => loop.faults.calls.filter((call) => call === 'github.writeCheck').length;
    const before = [checks(), loop.outputs.writes.length];
    for (let times = 0; times < 3; times += 1) {
      await loop.arrive(RESYNC);
      await loop.settle();
    }
    expect([checks(), loop.outputs.writes.length]).toEqual(before);
    loop.outputs.stored.delete('/acme/outputs/vpc_id');
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(summaryOf(loop, sha)).not.toContain('is not ours');
  });

  test('are made up for also when the newest commit cannot be applied', async () => {
    const loop = createLoop();
    loop.faults.inject('fail', 'states.readState', 1, denied);
    await applied(loop);
    await applied(loop, { 'teams/orders/status.yaml': 'kind: Function\n' });
    expect(stateOf(loop)).toBeNull();
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(stateOf(loop)).toMatchObject({ serial: 1 });
  });

  test('C12: for want of time are published by the next invocations', async () => {
    const loop = createLoop();
    let left = 0;
    const remainingMs = () => (left > 0 ? 100_000 : 19_000);
    const create = loop.outputs.parameters.createParameter;
    Object.assign(loop.outputs.parameters, {
      createParameter: (parameter: Parameters<typeof create>[0]) => {
        left -= 1;
        return create(parameter);
      },
    });
    Object.assign(loop.world, { remainingMs });
    left = 5;
    const sha = await applied(loop);
    expect(loop.outputs.stored.size).toBe(5);
    expect(summaryOf(loop, sha)).toMatch(/\d+ of \d+ changes below \/acme\/outputs are not written yet/);
    left = 1000;
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(loop.outputs.stored.size).toBeGreaterThan(20);
    expect(summaryOf(loop, sha)).not.toContain('not written yet');
  });
});

test('a revert that makes resources anew publishes their new ids', async () => {
  const loop = createLoop();
  await applied(loop);
  const [record] = (await loop.ledger.readStacks()).filter(({ name }) => name === 'acme-team-orders');
  loop.outputs.stored.set('/acme/outputs/teams/orders/functions/status/function_name', {
    type: 'String',
    value: 'old',
    tags: { project: 'acme', 'managed-by': 'holdfast' },
  });
  const lease = await loop.ledger.acquireLease('environment', 'test', loop.clock.now(), 1000);
  const known = await loop.ledger.readOutputs();
  if (lease === undefined || record === undefined || known === undefined) throw new Error('nothing is applied');
  // As if the outputs had been other ones before the revert.
  const { published: _, ...environment } = await loop.ledger.readEnvironment();
  await loop.ledger.writeEnvironment(environment, lease);
  const name = '/acme/outputs/teams/orders/functions/status/function_name';
  const parameters = { ...known.publication.parameters, [name]: 'old' };
  await loop.ledger.writeOutputs({ ...known, publication: { ...known.publication, parameters } }, lease);
  await loop.ledger.releaseLease(lease);
  await loop.arrive({ type: 'manual', action: 'revert', requestedBy: 'someone' });
  await loop.settle();
  expect(loop.outputs.stored.get(name)?.value).toBe(record.outputs.FunctionNameStatus);
});

describe.each<Fault>(['crash-before', 'crash-after', 'fail', 'lose-reply'])('C2, C3: %s', (fault) => {
  test('at each call of publishing ends in the same state', async () => {
    const undisturbed = createLoop();
    await applied(undisturbed);
    const before = undisturbed.faults.calls.length;
    const wanted = await undisturbed.endState(await applied(undisturbed, MORE));
    const calls = undisturbed.faults.calls.slice(before);
    const publishing = calls.flatMap((call, index) =>
      /^(?:parameters|states)\.|Outputs$/.test(call) ? [{ call, nth: index + 1 }] : [],
    );
    expect(publishing.length).toBeGreaterThan(8);
    for (const { call, nth } of publishing) {
      const loop = createLoop();
      await applied(loop);
      loop.faults.inject(fault, '*', nth);
      const sha = await applied(loop, MORE);
      await loop.arrive(RESYNC);
      await loop.settle();
      loop.faults.clear();
      expect(await loop.endState(sha), call).toEqual(wanted);
      expect(loop.dead, call).toEqual([]);
      expect((await loop.ledger.readEnvironment()).unpublished, call).toBeUndefined();
    }
  }, 60_000);
});

describe('the code of the event-processing core', () => {
  const CODE = 'acme-artifacts-123456789012-us-east-1/_holdfast/event-core.zip';
  const published = (loop: Loop) => loop.outputs.writes.filter((write) => write.startsWith('publish '));

  test('is put into the platform’s bucket with the first apply, and not again', async () => {
    const loop = createLoop();
    await applied(loop);
    expect(loop.outputs.files.get(CODE)).toBe('code');
    await applied(loop, { 'teams/orders/status.yaml': functionFile('orders', 'status', 512) });
    expect(published(loop)).toEqual(['publish acme-artifacts-123456789012-us-east-1']);
  });

  test('of a newer controller replaces it at the next look, with no new commit', async () => {
    const loop = createLoop();
    await applied(loop);
    loop.outputs.core.digest = 'sha256:core-2';
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(published(loop)).toHaveLength(2);
    expect((await loop.ledger.readEnvironment()).core).toBe('sha256:core-2');
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(published(loop)).toHaveLength(2);
  });

  test('that cannot be stored is told, and tried again', async () => {
    const loop = createLoop();
    loop.faults.inject('fail', 'core.publish', 1, denied);
    const sha = await applied(loop);
    expect(summaryOf(loop, sha)).toContain('The event-processing core could not be stored');
    await loop.arrive(RESYNC);
    await loop.settle();
    expect(published(loop)).toHaveLength(1);
    expect(summaryOf(loop, sha)).not.toContain('could not be stored');
  });
});
