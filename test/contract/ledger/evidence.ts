import { expect, test } from 'vitest';
import type { EvidenceEvent } from '../../../controller/record/evidence.ts';
import type { Ledger } from '../../../controller/record/port.ts';
import { verifyEvidence } from '../../../controller/record/verify-evidence.ts';
import { type LedgerHarness, SHA, take } from './harness.ts';

const CONFLICT = { name: 'HoldfastError', code: 'Conflict', retryable: true };

/** An event of the run of {@link SHA}, with literal values. */
export function makeEvent(key: string, change: Partial<EvidenceEvent> = {}): EvidenceEvent {
  return {
    run: SHA,
    attempt: 1_767_607_200_000,
    key,
    sha: SHA,
    at: 1_767_607_200_000,
    fact: { kind: 'stack-events', stack: 'demo-network', events: [] },
    ...change,
  };
}

/** What was done is kept in one chain, once each, and only by who holds the lease. */
export function evidenceTests(harness: () => LedgerHarness): void {
  test('entries come back in order, each after the one before, and verify', async () => {
    const { open, clock } = harness();
    const lease = await take(open(), clock);
    const keys = ['run-started', 'approval', 'run-ended'];
    for (const key of keys) await open().appendEvidence(makeEvent(key, { body: `The body of ${key}` }), lease);

    const entries = await open().readEvidence(1);
    expect(entries.map(({ number, text }) => [number, JSON.parse(text).key])).toEqual([
      [1, 'run-started'],
      [2, 'approval'],
      [3, 'run-ended'],
    ]);
    expect(JSON.parse(entries[0]?.text ?? '')).toMatchObject({
      number: 1,
      previous: 'sha256:0000000000000000000000000000000000000000000000000000000000000000',
    });
    expect(JSON.parse(entries[2]?.text ?? '').previous).toBe(JSON.parse(entries[1]?.text ?? '').hash);
    expect(await verdictOf(open())).toMatchObject({ entries: 3, bodies: 3, findings: [] });
  });

  test('C3: the same event twice is one entry, as it was first, also from another process', async () => {
    const { open, clock } = harness();
    const ledger = open();
    const lease = await take(ledger, clock);
    await ledger.appendEvidence(makeEvent('run-started'), lease);
    await ledger.appendEvidence(makeEvent('run-ended'), lease);
    await ledger.appendEvidence(makeEvent('run-started', { at: 1_767_607_299_000 }), lease);
    await open().appendEvidence(makeEvent('run-ended', { at: 1_767_607_299_000 }), lease);
    const entries = await open().readEvidence(1);
    expect(entries.map(({ text }) => JSON.parse(text).at)).toEqual([1_767_607_200_000, 1_767_607_200_000]);
  });

  test('a commit that is tried again is another attempt, with entries of its own', async () => {
    const { open, clock } = harness();
    const lease = await take(open(), clock);
    await open().appendEvidence(makeEvent('run-started'), lease);
    await open().appendEvidence(makeEvent('run-started', { attempt: 1_767_607_300_000 }), lease);
    await open().appendEvidence(makeEvent('drift', { run: 'drift' }), lease);
    expect((await open().readEvidenceIndex(SHA)).map(({ identity, number }) => [identity, number])).toEqual([
      [`${SHA}@1767607200000/run-started`, 1],
      [`${SHA}@1767607300000/run-started`, 2],
    ]);
    expect(await open().readEvidenceIndex()).toHaveLength(3);
  });

  test('C1: who lost the lease appends nothing', async () => {
    const { open, clock } = harness();
    const lost = await take(open(), clock);
    clock.advance(60_001);
    const held = await take(open(), clock, 'worker-2');
    await expect(open().appendEvidence(makeEvent('run-started'), lost)).rejects.toMatchObject(CONFLICT);
    await open().appendEvidence(makeEvent('run-ended'), held);
    expect((await open().readEvidence(1)).map(({ text }) => JSON.parse(text).key)).toEqual(['run-ended']);
  });

  test('two processes that append in turn make one chain', async () => {
    const { open, clock } = harness();
    const [one, other] = [open(), open()];
    const lease = await take(one, clock);
    for (const key of ['a', 'b', 'c', 'd', 'e']) {
      await (key === 'b' || key === 'd' ? other : one).appendEvidence(makeEvent(key), lease);
    }
    expect(await verdictOf(open())).toMatchObject({ entries: 5, findings: [] });
  });

  test('a part of the chain can be read by its numbers', async () => {
    const { open, clock } = harness();
    const lease = await take(open(), clock);
    for (const key of ['a', 'b', 'c', 'd']) await open().appendEvidence(makeEvent(key), lease);
    expect((await open().readEvidence(2, 2)).map(({ number }) => number)).toEqual([2, 3]);
    expect(await open().readEvidence(5)).toEqual([]);
  });

  test('a body is stored under its digest; one that nobody stored is undefined', async () => {
    const { open, clock } = harness();
    await open().appendEvidence(makeEvent('run-started', { body: 'a plan' }), await take(open(), clock));
    const { body } = JSON.parse((await open().readEvidence(1))[0]?.text ?? '');
    expect(body).toBe('sha256:a27fa2bacd5796b82680016a6b8865a616a9e4f6b6a198d3776ddc07536e3158');
    expect(await open().readEvidenceBody(body)).toBe('a plan');
    expect(await open().readEvidenceBody(`sha256:${'0'.repeat(64)}`)).toBeUndefined();
  });

  test('S1, S2: a credential in a text of an event does not get into the log', async () => {
    const { open, clock } = harness();
    const fact = { kind: 'run-ended', state: 'failed', stacks: [], problem: 'refused ghs_canary0123456789' } as const;
    await open().appendEvidence(makeEvent('run-ended', { fact }), await take(open(), clock));
    const [entry] = await open().readEvidence(1);
    expect(JSON.parse(entry?.text ?? '').fact.problem).toBe('refused <token>');
  });
}

async function verdictOf(ledger: Ledger) {
  const entries = await ledger.readEvidence(1);
  const bodies = new Map<string, string>();
  for (const { text } of entries) {
    const { body } = JSON.parse(text);
    if (body !== undefined) bodies.set(body, (await ledger.readEvidenceBody(body)) ?? '');
  }
  const environment = JSON.parse(entries[0]?.text ?? '{}').environment;
  return verifyEvidence({ environment, entries, index: await ledger.readEvidenceIndex(), bodies });
}
