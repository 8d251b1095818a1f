import { describe, expect, test } from 'vitest';
import type { DriftResult } from '../../../controller/drift/drift.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import type { Plan } from '../../../controller/plan/plan.ts';
import type { OutputsRecord, ReviewRecord } from '../../../controller/record/port.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';
import { type LedgerHarness, makeRun, makeStack, SHA, take } from './harness.ts';

const CONFLICT = { name: 'HoldfastError', code: 'Conflict', retryable: true };

/** A plan of well over DynamoDB's 400 KB an item. */
const BIG_PLAN: Plan = {
  digest: 'sha256:bb',
  summary: { create: 3000, update: 0, replace: 0, delete: 0, noop: 0 },
  stacks: [
    {
      name: 'demo-team-payments',
      wave: 4,
      action: 'create',
      notes: [],
      nodes: Array.from({ length: 3000 }, (_, index) => ({
        action: 'create' as const,
        logicalId: `Function${index}`,
        type: 'AWS::Lambda::Function',
        impact: 'create' as const,
        changes: [{ op: 'add' as const, path: '/Properties', value: { Description: 'x'.repeat(200), Größe: '✓' } }],
      })),
    },
  ],
};

/** What is written comes back, at any size, newest first, and never over another's write. */
export function recordTests(harness: () => LedgerHarness): void {
  runTests(harness);
  stackTests(harness);
  bodyTests(harness);
  reviewTests(harness);
}

function runTests(harness: () => LedgerHarness): void {
  describe('runs', () => {
    test('C2: a run comes back as written, to any process', async () => {
      const { open, clock } = harness();
      const run = deepFreeze(makeRun({ restoreCode: ['demo-payments-function-charge'], problem: 'stopped' }));
      await open().writeRun(run, await take(open(), clock));
      expect(await open().readRun(SHA)).toEqual(run);
      expect(await open().readRun('unknown')).toBeUndefined();
    });

    test('C1: version n+1 is written over version n and over nothing else', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      await expect(ledger.writeRun(makeRun({ version: 2 }), lease)).rejects.toMatchObject(CONFLICT);
      await ledger.writeRun(makeRun(), lease);
      await ledger.writeRun(makeRun({ version: 2, updatedAt: 1_767_607_201_000 }), lease);

      await expect(ledger.writeRun(makeRun({ version: 1, state: 'failed' }), lease)).rejects.toMatchObject(CONFLICT);
      await expect(ledger.writeRun(makeRun({ version: 2, state: 'failed' }), lease)).rejects.toMatchObject(CONFLICT);
      await expect(ledger.writeRun(makeRun({ version: 4 }), lease)).rejects.toMatchObject(CONFLICT);
      expect(await ledger.readRun(SHA)).toEqual(makeRun({ version: 2, updatedAt: 1_767_607_201_000 }));
    });

    test('C1: a commit has one run: a second first version is refused', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      await ledger.writeRun(makeRun(), lease);
      await expect(ledger.writeRun(makeRun({ startedAt: 1_767_607_999_000 }), lease)).rejects.toMatchObject(CONFLICT);
      expect(await ledger.listRuns(10)).toEqual([makeRun()]);
    });

    test('C2: a run that is started again moves to its new place, and its writers stay fenced', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      await ledger.writeRun(makeRun({ startedAt: 1_000, state: 'failed' }), lease);
      await ledger.writeRun(makeRun({ id: 'between', startedAt: 2_000 }), lease);
      const again = makeRun({ startedAt: 3_000, version: 2 });
      await ledger.writeRun(again, lease);
      await ledger.writeRun(again, lease);

      expect(await ledger.readRun(SHA)).toEqual(again);
      expect((await ledger.listRuns(10)).map((run) => run.id)).toEqual([SHA, 'between']);
      await expect(ledger.writeRun(makeRun({ startedAt: 1_000, version: 2 }), lease)).rejects.toMatchObject(CONFLICT);
      await expect(ledger.writeRun(makeRun({ startedAt: 4_000, version: 2 }), lease)).rejects.toMatchObject(CONFLICT);
      await ledger.writeRun({ ...again, version: 3, state: 'succeeded' }, lease);
      expect(await ledger.listRuns(10)).toHaveLength(2);
    });

    test('C3: the same write once more, after a lost reply, succeeds', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      await ledger.writeRun(makeRun(), lease);
      await ledger.writeRun(makeRun(), lease);
      await ledger.writeRun(makeRun({ version: 2 }), lease);
      await ledger.writeRun(makeRun({ version: 2 }), lease);
      expect(await ledger.readRun(SHA)).toEqual(makeRun({ version: 2 }));
    });

    test('C1: of two writers of the same version one wins', async () => {
      const { open, clock } = harness();
      const lease = await take(open(), clock);
      await open().writeRun(makeRun(), lease);
      const results = await Promise.allSettled(
        ['a', 'b', 'c', 'd'].map((problem) => open().writeRun(makeRun({ version: 2, problem }), lease)),
      );
      const won = results.flatMap((result, index) => (result.status === 'fulfilled' ? [index] : []));
      expect(won).toHaveLength(1);
      expect((await open().readRun(SHA))?.problem).toBe(['a', 'b', 'c', 'd'][won[0] ?? -1]);
    });

    test('C16: a plan larger than an item may be is kept whole', async () => {
      const { open, clock } = harness();
      expect(JSON.stringify(BIG_PLAN).length).toBeGreaterThan(800_000);
      const run = deepFreeze(makeRun({ plan: BIG_PLAN }));
      await open().writeRun(run, await take(open(), clock));
      expect(await open().readRun(SHA)).toEqual(run);
      expect(await open().listRuns(1)).toEqual([run]);
    });

    test('runs are listed newest first, across writes in any order', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      for (const startedAt of [3_000, 1_000, 20_000, 2_000]) {
        await ledger.writeRun(makeRun({ id: `run-${startedAt}`, startedAt }), lease);
      }
      expect((await ledger.listRuns(3)).map((run) => run.id)).toEqual(['run-20000', 'run-3000', 'run-2000']);
      expect(await ledger.listRuns(0)).toEqual([]);
      expect(await ledger.listRuns(10)).toHaveLength(4);
    });
  });
}

function stackTests(harness: () => LedgerHarness): void {
  describe('stacks and environment', () => {
    test('C16: what was just written is what any process reads', async () => {
      const { open, clock } = harness();
      const lease = await take(open(), clock);
      expect(await open().readEnvironment()).toEqual({});
      await open().writeEnvironment({ appliedSha: SHA, currentRun: SHA, selfHeal: true }, lease);
      expect(await open().readEnvironment()).toEqual({ appliedSha: SHA, currentRun: SHA, selfHeal: true });
      await open().writeEnvironment({ selfHeal: { functions: true, data: false } }, lease);
      expect(await open().readEnvironment()).toEqual({ selfHeal: { functions: true, data: false } });
      await open().writeEnvironment({ currentRun: 'next' }, lease);
      expect(await open().readEnvironment()).toEqual({ currentRun: 'next' });
    });

    test('stacks are read by name, replaced whole, and gone once removed', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      expect(await ledger.readStacks()).toEqual([]);
      for (const name of ['demo-team-b', 'demo-network', 'demo-team-a']) {
        await ledger.writeStack(deepFreeze(makeStack(name)), lease);
      }
      const { stackId: _, applied: __, ...made } = makeStack('demo-team-a', { outputs: {} });
      const attempted = { ...made, attempted: { sha: SHA, templateDigest: 'sha256:aa', unfinished: true } } as const;
      await ledger.writeStack(attempted, lease);
      await ledger.removeStack('demo-team-b', lease);
      await ledger.removeStack('demo-team-b', lease);
      expect(await ledger.readStacks()).toEqual([makeStack('demo-network'), attempted]);
    });

    test('a reader that changes what it got does not change the record', async () => {
      const { open, clock } = harness();
      const ledger = open();
      await ledger.writeStack(makeStack('demo-network'), await take(ledger, clock));
      const [read] = await ledger.readStacks();
      Object.assign(read?.outputs ?? {}, { VpcId: 'vpc-ffff' });
      expect(await ledger.readStacks()).toEqual([makeStack('demo-network')]);
    });

    test('C16: forty stacks of 500 resources each are read whole', async () => {
      const { open, clock } = harness();
      const ledger = open();
      const lease = await take(ledger, clock);
      const resources = Array.from({ length: 500 }, (_, index) => ({
        logicalId: `ChargeFunctionResource${index}`,
        type: 'AWS::Lambda::Function',
        physicalId: `demo-payments-function-charge-${index}-${'x'.repeat(60)}`,
      }));
      const stacks = Array.from({ length: 40 }, (_, index) =>
        makeStack(`demo-team-t${String(index).padStart(2, '0')}`, {
          resources: resources.map((resource) => ({ ...resource, logicalId: `${resource.logicalId}n${index}` })),
        }),
      );
      await Promise.all(stacks.map((stack) => ledger.writeStack(stack, lease)));
      expect(await ledger.readStacks()).toEqual(stacks);
    });
  });
}

/** The record of a platform that publishes one output of each of so many functions. */
function outputsOf(functions: number): OutputsRecord {
  const names = Array.from({ length: functions }, (_, index) => `f${index}`);
  const state = { bucket: 'demo-state', key: 'a.tfstate', digest: 'sha256:cc', serial: 7 };
  return {
    declared: {
      project: 'demo',
      environment: 'dev',
      account: '123456789012',
      region: 'us-east-1',
      publish: { ssm: 'all', terraformState: { bucket: 'demo-state', key: 'a.tfstate' } },
      documents: names.map((name) => ({
        kind: 'Function',
        team: 'payments',
        name,
        tags: { 'managed-by': 'holdfast' },
        outputs: { functionArn: { from: { stack: 'demo-team-payments', output: `FunctionArn${name}` } } },
      })),
    },
    publication: { state, parameters: Object.fromEntries(names.map((name) => [`/demo/outputs/${name}`, 'x'])) },
  };
}

function reviewTests(harness: () => LedgerHarness): void {
  describe('reviews', () => {
    const review = (number: number, given: Partial<ReviewRecord> = {}): ReviewRecord => {
      return { number, headSha: SHA, at: 2_000, tries: 1, posted: false, touches: [], overlaps: [], ...given };
    };

    test('the last review of each pull request is kept, by number, until it is closed', async () => {
      const { open } = harness();
      expect(await open().readReviews()).toEqual([]);
      for (const number of [12, 2]) await open().writeReview(deepFreeze(review(number, { touches: ['a/B'] })));
      await open().writeReview(review(12, { posted: true, overlaps: [2] }));
      expect(await open().readReviews()).toEqual([
        review(2, { touches: ['a/B'] }),
        review(12, { posted: true, overlaps: [2] }),
      ]);
      await open().removeReview(2);
      await open().removeReview(2);
      expect((await open().readReviews()).map(({ number }) => number)).toEqual([12]);
    });

    test('C10: a planner that wakes late does not replace what a later one wrote', async () => {
      const { open } = harness();
      await open().writeReview(review(7, { at: 2_000, headSha: 'b'.repeat(40) }));
      await open().writeReview(review(7, { at: 1_000 }));
      expect(await open().readReviews()).toEqual([review(7, { at: 2_000, headSha: 'b'.repeat(40) })]);
    });

    test('what a review asks, and which head of a fork is let in, is kept', async () => {
      const { open } = harness();
      const needs = [{ what: 'data-loss', owners: ['mona'] }, { what: 'iam' }] as const;
      const record = review(7, { allowedSha: SHA, asks: { digest: 'sha256:aa', since: 1_000, needs } });
      await open().writeReview(deepFreeze(record));
      expect(await open().readReviews()).toEqual([record]);
    });

    test('C3: who agreed to what is kept for each plan, each first word once', async () => {
      const { open } = harness();
      const [one, other] = [`sha256:${'a'.repeat(64)}`, `sha256:${'b'.repeat(64)}`];
      const mona = { what: 'iam', by: 'mona', at: 1_000, via: 'comment', number: 7 } as const;
      const arn = 'arn:aws:sts::123456789012:assumed-role/developer/mona';
      const bob = { what: 'budget', by: arn, at: 2_000, via: 'command-line' } as const;
      expect(await open().readConsents(one)).toEqual([]);
      await open().writeConsent(one, deepFreeze(mona));
      await open().writeConsent(one, { ...mona, at: 9_000, via: 'label' });
      await open().writeConsent(one, bob);
      await open().writeConsent(other, { ...mona, what: 'rename' });
      expect(await open().readConsents(one)).toEqual([bob, mona]);
      expect(await open().readConsents(other)).toEqual([{ ...mona, what: 'rename' }]);
    });

    test('C16: the plan of a commit is kept whole, and the newest counts', async () => {
      const { open } = harness();
      expect(await open().readPlan(SHA)).toBeUndefined();
      await open().writePlan(SHA, deepFreeze(BIG_PLAN), 2_000);
      await open().writePlan(SHA, { ...BIG_PLAN, stacks: [] }, 1_000);
      expect(await open().readPlan(SHA)).toEqual({ plan: BIG_PLAN, at: 2_000 });
    });
  });
}

function bodyTests(harness: () => LedgerHarness): void {
  describe('drift and templates', () => {
    const result: DriftResult = {
      sha: SHA,
      resources: [
        {
          stack: 'demo-team-payments',
          logicalId: 'ChargeFunction',
          type: 'AWS::Lambda::Function',
          physicalId: 'demo-payments-function-charge',
          status: 'modified',
          differences: [{ path: '/Properties/MemorySize', expected: 512, actual: 1024 }],
        },
      ],
    };

    test('C3: what people said about drift is kept, oldest first, each word once', async () => {
      const { open } = harness();
      const [base] = result.resources;
      const { stack = '', logicalId = '', type = '', physicalId = '' } = base ?? {};
      const deviations = [{ key: 'sha256:aa', stack, logicalId, type, physicalId, path: '/Properties/MemorySize' }];
      const first = { id: 'a', by: 'mona', at: 2_000, until: '2026-12-24', reason: 'a test', deviations };
      const later = { id: 'b', by: 'boss', at: 10_000, deviations: [] };
      expect(await open().listAcceptances(0)).toEqual([]);
      await open().writeAcceptance(deepFreeze(later));
      await open().writeAcceptance(deepFreeze(first));
      await open().writeAcceptance({ ...first, by: 'somebody else' });
      expect(await open().listAcceptances(0)).toEqual([first, later]);
      expect(await open().listAcceptances(2_000)).toEqual([first, later]);
      expect(await open().listAcceptances(2_001)).toEqual([later]);
    });

    test('C16: a word about thousands of resources is kept whole', async () => {
      const { open } = harness();
      const deviations = Array.from({ length: 3_000 }, (_, index) => {
        return { key: `sha256:${index}`, stack: 'demo-network', logicalId: `R${index}`, type: 'T', physicalId: 'p' };
      });
      const word = deepFreeze({ id: 'a', by: 'mona', at: 2_000, until: '2026-12-24', deviations });
      await open().writeAcceptance(word);
      expect(await open().listAcceptances(0)).toEqual([word]);
    });

    test('the last sweep is kept, and an older one never replaces it', async () => {
      const { open } = harness();
      expect(await open().readDrift()).toBeUndefined();
      await open().writeDrift(deepFreeze(result), 2_000);
      await open().writeDrift({ sha: 'older', resources: [] }, 1_000);
      expect(await open().readDrift()).toEqual({ result, at: 2_000 });
      await open().writeDrift({ sha: 'newer', resources: [] }, 3_000);
      expect(await open().readDrift()).toEqual({ result: { sha: 'newer', resources: [] }, at: 3_000 });
    });

    test('C14: how far deliveries were audited is kept, and an older audit never replaces it', async () => {
      const { open } = harness();
      expect(await open().readDeliveryAudit()).toBeUndefined();
      const missed = Array.from({ length: 200 }, (_, index) => ({
        guid: `72d3162e-cc78-11e3-81ab-4c9367dc${index}`,
        attempt: '3804004623172239366',
        event: 'issue_comment.created' as const,
        at: 1_000 + index,
        tries: 1,
        triedAt: 2_000,
      }));
      const audit = deepFreeze({ at: 2_000, readTo: 1_900, missed });
      await open().writeDeliveryAudit(audit);
      await open().writeDeliveryAudit({ at: 1_000, readTo: 900, missed: [] });
      expect(await open().readDeliveryAudit()).toEqual(audit);
      await open().writeDeliveryAudit({ at: 3_000, readTo: 2_900, missed: [] });
      expect(await open().readDeliveryAudit()).toEqual({ at: 3_000, readTo: 2_900, missed: [] });
    });

    test('C16: a sweep over 5,000 resources is kept whole', async () => {
      const { open } = harness();
      const resources = Array.from({ length: 5_000 }, (_, index) => ({
        stack: 'demo-team-payments',
        logicalId: `Resource${index}`,
        type: 'AWS::Lambda::Function',
        physicalId: `demo-payments-function-${index}`,
        status: 'unchecked' as const,
        because: 'no reader for this type',
      }));
      await open().writeDrift({ sha: SHA, resources }, 1_000);
      expect((await open().readDrift())?.result.resources).toHaveLength(5_000);
    });

    test('C1: what is published is kept whole, under the lease only', async () => {
      const { open, clock } = harness();
      const lease = await take(open(), clock);
      expect(await open().readOutputs()).toBeUndefined();
      const record = deepFreeze(outputsOf(3_000));
      await open().writeOutputs(record, lease);
      await open().writeOutputs(record, lease);
      expect(await open().readOutputs()).toEqual(record);
      await open().writeOutputs(outputsOf(1), lease);
      expect(await open().readOutputs()).toEqual(outputsOf(1));
      await open().releaseLease(lease);
      await expect(open().writeOutputs(record, lease)).rejects.toMatchObject(CONFLICT);
    });

    test('a template is found by its digest, and only under its own', async () => {
      const { open } = harness();
      const body = `{"Description":"${'ä'.repeat(300_000)}"}`;
      const digest = digestOf(body);
      expect(await open().readTemplate(digest)).toBeUndefined();
      await open().writeTemplate(digest, body);
      await open().writeTemplate(digest, body);
      expect(await open().readTemplate(digest)).toBe(body);
      await expect(open().writeTemplate(digest, '{}')).rejects.toMatchObject({ code: 'DigestMismatch' });
      expect(await open().readTemplate(digest)).toBe(body);
    });
  });
}
