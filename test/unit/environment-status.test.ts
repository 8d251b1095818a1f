import { expect, test } from 'vitest';
import type { StackRecord } from '../../controller/apply/progress.ts';
import { environmentStatus } from '../../controller/environment-status.ts';
import type { HealthTarget } from '../../controller/health/health.ts';
import type { EnvironmentRecord } from '../../controller/record/port.ts';

const SHA = 'a'.repeat(40);
const revision = { sha: SHA, templateDigest: 'sha256:1' };
const TARGET: HealthTarget = {
  kind: 'function',
  stack: 'acme-team-orders',
  logicalId: 'FunctionStatus',
  name: 'status',
};

function statusOf(record: EnvironmentRecord, cloudFormation = 'UPDATE_COMPLETE') {
  const stacks = ['acme-edge', 'acme-team-orders'].map((name) => ({
    record: stackRecord(name),
    description: { stackId: 'id', status: cloudFormation, outputs: {}, parameters: {}, tags: {} },
  }));
  const status = environmentStatus({ environment: 'dev', record, run: undefined, stacks, drift: undefined } as never);
  return { ...status, stacks: status.stacks.map(({ sync, health, unwell }) => [sync, health, unwell]) };
}

function stackRecord(name: string): StackRecord {
  const empty = { outputs: {}, parameters: {}, tags: {}, resources: [], codeDigests: {} };
  return { ...empty, name, applied: revision, attempted: revision };
}

test('a stack is in sync and not healthy where what is in it does not work', () => {
  const unwell = [{ target: TARGET, health: 'Degraded', reason: 'Its state is Failed.', blamed: SHA }] as const;
  const health = { health: 'Degraded', run: SHA, sha: SHA, at: 0, unwell } as const;
  const status = statusOf({ appliedSha: SHA, healthySha: 'b'.repeat(40), health });
  expect(status.stacks).toEqual([
    ['Synced', 'Healthy', undefined],
    ['Synced', 'Degraded', ['function status: Its state is Failed.']],
  ]);
  expect(status).toMatchObject({
    healthySha: 'b'.repeat(40),
    health: { health: 'Degraded', sha: SHA, at: '1970-01-01T00:00:00.000Z' },
  });
});

test('until there is a verdict, what was touched is on its way', () => {
  const look = { run: SHA, sha: SHA, at: 1000, since: 0, targets: [{ target: TARGET, by: SHA }], left: 0 };
  const status = statusOf({ appliedSha: SHA, look });
  expect(status.stacks.map(([, health]) => health)).toEqual(['Healthy', 'Progressing']);
  expect(status.health).toEqual({ health: 'Progressing', sha: SHA, at: '1970-01-01T00:00:01.000Z' });
});

test('what CloudFormation says of a stack still counts, and nothing is said of a health that nobody looked at', () => {
  const status = statusOf({ appliedSha: SHA }, 'UPDATE_ROLLBACK_FAILED');
  expect(status.stacks.map(([, health]) => health)).toEqual(['Degraded', 'Degraded']);
  expect(status.health).toBeUndefined();
});
