import { expect, test } from 'vitest';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import { chainOf, evidenceProblems } from './evidence.ts';
import { createLoop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

test('an apply leaves its beginning, who approved, what each stack would change, how that ended, and its end', async () => {
  const loop = createLoop();
  const first = loop.commit(REGISTRY);
  await loop.arrive(first);
  await loop.settle();
  const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, first.after);
  const approval = {
    source: 'pull-request',
    number: 7,
    author: 'ada',
    headSha: 'b'.repeat(40),
    mergedBy: 'grace',
    reviews: [{ login: 'kay', sha: 'b'.repeat(40) }],
  } as const;
  loop.github.approve(second.after, approval);
  await loop.arrive(second);
  await loop.settle();

  const own = (await chainOf(loop.ledger)).filter(({ run }) => run === second.after);
  expect(own.map(({ fact }) => fact)).toMatchObject([
    {
      kind: 'run-started',
      purpose: 'apply',
      base: first.after,
      summary: { create: 0, update: 1, delete: 0 },
      stacks: [{ name: 'acme-team-orders', action: 'update' }],
    },
    { kind: 'approval', approval },
    { kind: 'change-set', stack: 'acme-team-orders', counts: { add: 0, modify: 1, remove: 0 } },
    { kind: 'stack-events', stack: 'acme-team-orders', events: [{ status: 'UPDATE_COMPLETE' }] },
    { kind: 'run-ended', state: 'succeeded', stacks: [{ name: 'acme-team-orders', step: 'applied' }] },
  ]);
  expect(JSON.parse((await loop.ledger.readEvidenceBody(own[2]?.body ?? '')) ?? '')).toMatchObject([
    { action: 'modify', logicalId: 'FunctionStatus', type: 'AWS::Lambda::Function' },
  ]);
  expect(await evidenceProblems(loop.ledger)).toEqual([]);
});

test('C6: of an operation that failed, the first cause is kept, and the reason that the check shows', async () => {
  const loop = createLoop();
  loop.cloudformation.fail('FunctionStatus', 'The role cannot be assumed.');
  const push = loop.commit(REGISTRY);
  await loop.arrive(push);
  await loop.settle();
  const facts = (await chainOf(loop.ledger)).map(({ fact }) => fact);
  const failed = facts.find((fact) => fact.kind === 'stack-events' && fact.stack === 'acme-team-orders');
  expect(failed).toMatchObject({
    events: expect.arrayContaining([
      expect.objectContaining({ logicalId: 'FunctionStatus', reason: 'The role cannot be assumed.' }),
    ]),
  });
  const reason = expect.stringContaining('The role cannot be assumed.');
  expect(facts.at(-1)).toMatchObject({
    kind: 'run-ended',
    state: 'failed',
    stacks: expect.arrayContaining([{ name: 'acme-team-orders', step: 'failed', reason }]),
  });
  expect(loop.events.findLast(({ type }) => type === 'Run Finished')?.detail).toMatchObject({
    state: 'failed',
    problem: expect.stringMatching(/^acme-team-orders: .*The role cannot be assumed\./),
  });
});

test('GitHub that cannot say who approved stops nothing, and the entry says why', async () => {
  const loop = createLoop();
  const down = { code: 'Unavailable', source: 'github', retryable: true } as const;
  loop.faults.inject('fail', 'pulls.approvalOf', 1, new HoldfastError('Could not find the pull request: 503', down));
  const push = loop.commit(REGISTRY);
  await loop.arrive(push);
  await loop.settle();
  expect((await loop.ledger.readEnvironment()).appliedSha).toBe(push.after);
  const approvals = (await chainOf(loop.ledger)).filter(({ fact }) => fact.kind === 'approval');
  expect(approvals.map(({ fact }) => fact)).toEqual([
    { kind: 'approval', approval: { source: 'unknown', because: 'Could not find the pull request: 503' } },
  ]);
});

test('S3: values of the environment are in no entry and no body', async () => {
  const loop = createLoop();
  const file = functionFile('orders', 'status').replace('memoryMb: 256', 'environment: { LEVEL: canary-value-4711 }');
  await loop.arrive(loop.commit({ ...REGISTRY, 'teams/orders/status.yaml': file }));
  await loop.settle();
  const entries = await chainOf(loop.ledger);
  const bodies = await Promise.all(entries.map(({ body = '' }) => loop.ledger.readEvidenceBody(body)));
  expect(bodies.join()).toContain('/Properties');
  expect(JSON.stringify([entries, bodies])).not.toContain('canary-value-4711');
});

test('a commit that is stopped, and one that is overtaken, have a beginning and an end', async () => {
  const loop = createLoop();
  const broken = loop.commit({ ...REGISTRY, 'teams/orders/status.yaml': 'kind: Nothing\n' });
  await loop.arrive(broken);
  await loop.settle();
  const whole = loop.commit(REGISTRY, broken.after);
  await loop.arrive(whole);
  await loop.settle();
  const first = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 512) }, whole.after);
  await loop.arrive(first);
  for (let rounds = 0; rounds < 3; rounds += 1) await loop.round();
  const second = loop.commit({ 'teams/orders/status.yaml': functionFile('orders', 'status', 640) }, first.after);
  await loop.arrive(second);
  await loop.settle();
  const ends = (await chainOf(loop.ledger)).flatMap(({ run, fact }) =>
    fact.kind === 'run-ended' ? [[run, fact.state]] : [],
  );
  expect(ends).toEqual([
    [broken.after, 'stopped'],
    [whole.after, 'succeeded'],
    [first.after, 'superseded'],
    [second.after, 'succeeded'],
  ]);
  expect(await evidenceProblems(loop.ledger)).toEqual([]);
});

test('drift is kept once for as long as the same is found, and so is who put it back', async () => {
  const loop = createLoop();
  await loop.arrive(loop.commit(REGISTRY));
  await loop.settle();
  const before = (await chainOf(loop.ledger)).length;
  for (let sweep = 0; sweep < 2; sweep += 1) {
    await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
    await loop.settle();
  }
  const found = (await chainOf(loop.ledger)).slice(before);
  expect(found.map(({ fact }) => fact.kind)).toEqual(['drift']);
  await loop.arrive({ type: 'manual', action: 'revert', requestedBy: 'grace', reference: 'revert' });
  await loop.settle();
  const facts = (await chainOf(loop.ledger)).slice(before + 1).map(({ fact }) => fact);
  expect(facts.slice(0, 2)).toMatchObject([
    { kind: 'run-started', purpose: 'revert', requestedBy: 'grace' },
    { kind: 'revert', requestedBy: 'grace' },
  ]);
  expect(await evidenceProblems(loop.ledger)).toEqual([]);
});

test('C2: a commit that is tried again has its new beginning in the log, wherever the worker dies', async () => {
  const loop = createLoop();
  const push = loop.commit(REGISTRY);
  await loop.arrive(push);
  await loop.settle();
  loop.faults.inject('crash-after', 'ledger.writeRun');
  await loop.arrive({ type: 'manual', action: 'reconcile', requestedBy: 'grace' });
  await loop.settle();
  expect((await loop.ledger.readRun(push.after))?.requestedBy).toBe('grace');
  const begun = (await chainOf(loop.ledger)).filter(({ fact }) => fact.kind === 'run-started');
  expect(begun.map(({ run, fact }) => [run, 'requestedBy' in fact && fact.requestedBy])).toEqual([
    [push.after, false],
    [push.after, 'grace'],
  ]);
  expect(await evidenceProblems(loop.ledger)).toEqual([]);
});
