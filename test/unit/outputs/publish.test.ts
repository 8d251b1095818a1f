import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import { type Known, publish } from '../../../controller/outputs/publish.ts';
import type { PublishedOutputs } from '../../../controller/outputs/published.ts';
import { Crash, createFaults } from '../../fakes/faults.ts';
import { createFakeOutputs } from '../../fakes/outputs.ts';
import { CHARGE, outputsOf, PLATFORM, TAGS } from './sample.ts';

const STATE = 'acme-state/shared-infra/terraform.tfstate';
const VPC = '/acme/outputs/vpc_id';
const ARN = '/acme/outputs/teams/payments/functions/charge/function_arn';
const NEVER = () => false;

/** Stores that count, and publishing into them with what the last time gave. */
function world() {
  const faults = createFaults();
  const stores = createFakeOutputs(faults);
  let last: Known['last'];
  return {
    faults,
    stores,
    publish: async (outputs: PublishedOutputs, options: { verify?: boolean; outOfTime?: () => boolean } = {}) => {
      const known = { last, verify: options.verify ?? false };
      const { publication, problems } = await publish(outputs, known, stores, options.outOfTime ?? NEVER);
      last = publication;
      return problems;
    },
  };
}

describe('publishing', () => {
  test('the first time writes everything', async () => {
    const { publish, stores } = world();
    expect(await publish(outputsOf())).toEqual([]);
    expect(stores.writes).toEqual([
      `write ${STATE}`,
      `create ${VPC}`,
      'create /acme/outputs/private_subnet_ids',
      `create ${ARN}`,
    ]);
    expect(stores.stored.get(VPC)).toEqual({ type: 'String', value: 'vpc-1', tags: TAGS });
  });

  test('P4: the second time asks nobody and writes nothing', async () => {
    const { publish, stores, faults } = world();
    await publish(outputsOf());
    const before = [stores.writes.length, faults.calls.length];
    expect(await publish(outputsOf())).toEqual([]);
    expect([stores.writes.length, faults.calls.length]).toEqual(before);
  });

  test('what changed is written, and what left is removed, and nothing else', async () => {
    const { publish, stores } = world();
    await publish(outputsOf());
    const before = stores.writes.length;
    await publish(outputsOf([{ ...PLATFORM, outputs: { ...PLATFORM.outputs, vpcId: 'vpc-2' } }]));
    expect(stores.writes.slice(before)).toEqual([`write ${STATE}`, `update ${VPC}`, `remove ${ARN}`]);
    expect(JSON.parse(stores.files.get(STATE) ?? '')).toMatchObject({ serial: 2 });
  });

  test('what somebody changed by hand is put back when a person asks to look', async () => {
    const { publish, stores } = world();
    await publish(outputsOf());
    stores.stored.set(VPC, { type: 'String', value: 'by hand', tags: TAGS });
    stores.stored.delete(ARN);
    stores.files.clear();
    await publish(outputsOf());
    expect(stores.stored.get(VPC)?.value).toBe('by hand');
    expect(await publish(outputsOf(), { verify: true })).toEqual([]);
    expect(stores.stored.get(VPC)?.value).toBe('vpc-1');
    expect(stores.stored.has(ARN)).toBe(true);
    expect(JSON.parse(stores.files.get(STATE) ?? '')).toMatchObject({ serial: 2 });
  });

  test('a state in another place is written there; the old file stays', async () => {
    const { publish, stores } = world();
    await publish(outputsOf());
    const { publish: settings, ...rest } = outputsOf();
    const terraformState = { bucket: 'acme-other', key: 'a.tfstate' };
    await publish({ ...rest, publish: { ...settings, terraformState } });
    expect([...stores.files.keys()]).toEqual([STATE, 'acme-other/a.tfstate']);
  });
});

describe('K6: what is somebody else’s', () => {
  test('a parameter of our name is not overwritten, and the others are written', async () => {
    const { publish, stores } = world();
    const theirs = { type: 'String', value: 'theirs', tags: { owner: 'networking' } } as const;
    stores.stored.set(VPC, theirs);
    expect(await publish(outputsOf([PLATFORM]))).toEqual([`The parameter ${VPC} is not ours, so it is left alone.`]);
    expect(stores.stored.get(VPC)).toEqual(theirs);
    expect(stores.stored.has('/acme/outputs/private_subnet_ids')).toBe(true);
    expect(await publish(outputsOf([PLATFORM]))).toEqual([`The parameter ${VPC} is not ours, so it is left alone.`]);
  });

  test('a parameter of another project is not ours', async () => {
    const { publish, stores } = world();
    stores.stored.set(VPC, { type: 'String', value: 'x', tags: { ...TAGS, project: 'acme-two' } });
    expect(await publish(outputsOf([PLATFORM]))).toHaveLength(1);
  });

  test('a parameter below our path that we do not publish stays where it is', async () => {
    const { publish, stores } = world();
    stores.stored.set('/acme/outputs/note', { type: 'String', value: 'by hand', tags: {} });
    expect(await publish(outputsOf([PLATFORM]))).toEqual([]);
    expect(stores.stored.has('/acme/outputs/note')).toBe(true);
  });

  test('a state of Terraform’s own is not overwritten, and the parameters are written', async () => {
    const { publish, stores } = world();
    stores.files.set(STATE, '{"version":4,"serial":9,"lineage":"x","outputs":{},"resources":[]}');
    expect(await publish(outputsOf([PLATFORM]))).toEqual([
      `s3://${STATE} is left alone: it is not a state that Holdfast wrote for this platform.`,
    ]);
    expect(stores.files.get(STATE)).toContain('"serial":9');
    expect(stores.stored.size).toBe(2);
  });
});

describe('what goes wrong', () => {
  test('C3: a lost reply is made up for the next time', async () => {
    for (const call of ['parameters.createParameter', 'states.writeState']) {
      const { publish, stores, faults } = world();
      faults.inject('lose-reply', call);
      expect(await publish(outputsOf()), call).toEqual([`${call} did not answer.`]);
      expect(await publish(outputsOf()), call).toEqual([]);
      expect([...stores.stored.keys()], call).toHaveLength(3);
      expect(JSON.parse(stores.files.get(STATE) ?? ''), call).toMatchObject({ serial: 1 });
    }
  });

  test('C3: so is a lost reply to a removal', async () => {
    const { publish, stores, faults } = world();
    await publish(outputsOf());
    faults.inject('lose-reply', 'parameters.removeParameter');
    expect(await publish(outputsOf([PLATFORM]))).toHaveLength(1);
    expect(await publish(outputsOf([PLATFORM]))).toEqual([]);
    expect(stores.stored.has(ARN)).toBe(false);
  });

  test('C6: the state does not keep the parameters from being written, nor they the state', async () => {
    const denied = new HoldfastError('Could not write', { code: 'AccessDenied', source: 'aws', retryable: false });
    for (const [call, left] of [
      ['states.readState', [0, 3]],
      ['parameters.listParameters', [1, 0]],
    ] as const) {
      const { publish, stores, faults } = world();
      faults.inject('fail', call, 1, denied);
      expect(await publish(outputsOf())).toEqual(['Could not write.']);
      expect([stores.files.size, stores.stored.size]).toEqual(left);
    }
  });

  test('C1: a state that somebody wrote at the same time is not overwritten', async () => {
    const { publish, stores } = world();
    const { readState } = stores.states;
    const theirs = '{"lineage":"theirs"}';
    const states = {
      ...stores.states,
      readState: async (...args: Parameters<typeof readState>) => {
        const read = await readState(...args);
        stores.files.set(STATE, theirs);
        return read;
      },
    };
    Object.assign(stores, { states });
    expect(await publish(outputsOf([PLATFORM]))).toEqual([`s3://${STATE} was written by somebody else.`]);
    expect(stores.files.get(STATE)).toBe(theirs);
  });

  test('C12: what there is no time for is left to the next time, which goes on from there', async () => {
    const { publish, stores } = world();
    let steps = 0;
    const outOfTime = () => ++steps > 2;
    expect(await publish(outputsOf(), { outOfTime })).toEqual([
      '1 of 3 changes below /acme/outputs are not written yet.',
    ]);
    expect(stores.stored.size).toBe(2);
    const before = stores.writes.length;
    expect(await publish(outputsOf())).toEqual([]);
    expect(stores.writes.slice(before)).toEqual([`create ${ARN}`]);
  });

  test('a parameter that vanished is made again instead of updated', async () => {
    const { publish, stores } = world();
    await publish(outputsOf([PLATFORM]));
    stores.stored.delete(VPC);
    await publish(outputsOf([{ ...PLATFORM, outputs: { vpcId: 'vpc-2' } }]));
    expect(stores.stored.get(VPC)).toEqual({ type: 'String', value: 'vpc-2', tags: TAGS });
  });

  test('a defect is no problem to report but thrown', async () => {
    const { publish, faults } = world();
    faults.inject('crash-before', 'states.readState');
    await expect(publish(outputsOf([CHARGE]))).rejects.toThrow(Crash);
  });
});
