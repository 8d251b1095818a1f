import { describe, expect, test } from 'vitest';
import type { Plan } from '../../../controller/plan/plan.ts';
import type { Rehearsal } from '../../../controller/record/rehearsal.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { type LedgerHarness, SHA } from './harness.ts';

/** Larger than what an item holds by itself. */
const PLAN: Plan = {
  digest: `sha256:${'a'.repeat(64)}`,
  summary: { create: 0, update: 1, replace: 0, delete: 0, noop: 0 },
  stacks: [{ name: 'demo-team-payments', wave: 5, action: 'update', notes: ['x'.repeat(500_000)], nodes: [] }],
};

/** What is kept while CloudFormation is asked about a plan. */
export function rehearsalTests(harness: () => LedgerHarness): void {
  describe('rehearsals', () => {
    const rehearsal = (sha: string, at: number, given: Partial<Rehearsal> = {}): Rehearsal => ({
      sha,
      at,
      report: { kind: 'plan', sha, findings: [], plan: PLAN },
      deployment: 'standard',
      targets: [
        {
          stack: 'demo-team-payments',
          stackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/demo-team-payments/1',
          changeSet: 'holdfast-plan-0a1b-0c1d',
          templateDigest: 'sha256:aa',
          parameters: { VpcId: 'vpc-1' },
          tags: { team: 'payments' },
          retags: false,
          made: true,
          answer: { kind: 'more', surprises: [], checks: [{ name: 'A', reason: 'b', mode: 'warn' }] },
        },
      ],
      leftOut: [{ stack: 'demo-edge', answer: { kind: 'none', because: 'busy' } }],
      over: false,
      leftOver: [{ stack: 'demo-team-payments', changeSet: 'holdfast-plan-0a1b-ffff' }],
      looks: 2,
      lookAt: 9_000,
      ...given,
    });
    const other = 'b'.repeat(40);

    test('C16: what is being rehearsed is kept whole, with what its check shows, until it is over', async () => {
      const { open } = harness();
      expect(await open().readRehearsal(SHA)).toBeUndefined();
      expect(await open().readRehearsals()).toEqual([]);
      await open().writeRehearsal(deepFreeze(rehearsal(SHA, 1_000, { number: 7 })));
      await open().writeRehearsal(rehearsal(other, 1_000));
      expect(await open().readRehearsal(SHA)).toEqual(rehearsal(SHA, 1_000, { number: 7 }));
      const all = await open().readRehearsals();
      expect(all.map(({ sha }) => sha).sort()).toEqual([SHA, other].sort());
      await open().removeRehearsal(SHA, 1_000);
      await open().removeRehearsal(SHA, 1_000);
      expect(await open().readRehearsals()).toEqual([rehearsal(other, 1_000)]);
    });

    test('C10: one that wakes late neither replaces nor removes what a later one wrote', async () => {
      const { open } = harness();
      await open().writeRehearsal(rehearsal(SHA, 2_000));
      await open().writeRehearsal(rehearsal(SHA, 1_000, { over: true }));
      await open().removeRehearsal(SHA, 1_000);
      expect(await open().readRehearsal(SHA)).toEqual(rehearsal(SHA, 2_000));
      await open().writeRehearsal(rehearsal(SHA, 2_000, { over: true }));
      expect((await open().readRehearsal(SHA))?.over).toBe(true);
    });
  });
}
