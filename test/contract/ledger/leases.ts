import { expect, test } from 'vitest';
import type { Lease, Ledger } from '../../../controller/record/port.ts';
import { type LedgerHarness, makeRun, makeStack, SHA, take } from './harness.ts';

const CONFLICT = { name: 'HoldfastError', code: 'Conflict', retryable: true };

/** Every write that a lease guards. */
const WRITES: readonly { readonly name: string; write(ledger: Ledger, lease: Lease): Promise<void> }[] = [
  { name: 'writeEnvironment', write: (ledger, lease) => ledger.writeEnvironment({ appliedSha: SHA }, lease) },
  { name: 'writeStack', write: (ledger, lease) => ledger.writeStack(makeStack('demo-network'), lease) },
  { name: 'removeStack', write: (ledger, lease) => ledger.removeStack('demo-stateful', lease) },
  { name: 'writeRun', write: (ledger, lease) => ledger.writeRun(makeRun(), lease) },
];

/** One writer per target (C1), whatever the clock and the expiry sweeper do (C11). */
export function leaseTests(harness: () => LedgerHarness): void {
  test('C1: a lease has one holder, and a released one can be taken at once', async () => {
    const { open, clock } = harness();
    const [one, two] = [open(), open()];
    const lease = await take(one, clock);

    expect(lease).toEqual({ name: 'apply', owner: 'worker-1', token: 1, expiresAt: clock.now() + 60_000 });
    expect(await two.acquireLease('apply', 'worker-2', clock.now(), 60_000)).toBeUndefined();
    expect(await two.acquireLease('other', 'worker-2', clock.now(), 60_000)).toMatchObject({ token: 1 });

    await one.releaseLease(lease);
    expect(await two.acquireLease('apply', 'worker-2', clock.now(), 60_000)).toMatchObject({ owner: 'worker-2' });
  });

  test('C1: the token grows with every acquisition and survives the release', async () => {
    const { open, clock } = harness();
    const ledger = open();
    const tokens: number[] = [];
    for (const owner of ['a', 'b', 'a', 'c']) {
      const lease = await take(ledger, clock, owner);
      tokens.push(lease.token);
      await ledger.releaseLease(lease);
    }
    expect(tokens).toEqual([1, 2, 3, 4]);
  });

  test('C3: the owner that asks again after a lost reply gets the lease, and its older lease is void', async () => {
    const { open, clock } = harness();
    const ledger = open();
    const first = await take(ledger, clock);
    const second = await take(ledger, clock);

    expect(second.token).toBe(2);
    await expect(ledger.writeEnvironment({ appliedSha: SHA }, first)).rejects.toMatchObject(CONFLICT);
    await ledger.writeEnvironment({ appliedSha: SHA }, second);
    expect(await ledger.readEnvironment()).toEqual({ appliedSha: SHA });
  });

  test('C11: an expired lease is taken with a higher token although nothing deleted it', async () => {
    const { open, clock } = harness();
    const [one, two] = [open(), open()];
    await take(one, clock, 'worker-1', 60_000);

    clock.advance(59_999);
    expect(await two.acquireLease('apply', 'worker-2', clock.now(), 60_000)).toBeUndefined();
    clock.advance(1);
    expect(await two.acquireLease('apply', 'worker-2', clock.now(), 60_000)).toMatchObject({ token: 2 });
  });

  test('C1: of 50 racers for one lease exactly one wins', async () => {
    const { open, clock } = harness();
    const racers = Array.from({ length: 50 }, (_, index) =>
      open().acquireLease('apply', `worker-${index}`, clock.now(), 60_000),
    );
    const winners = (await Promise.all(racers)).filter((lease) => lease !== undefined);
    expect(winners).toHaveLength(1);
    expect(winners[0]?.token).toBe(1);
  });

  test('C1: releasing a lease that was lost leaves the new holder alone', async () => {
    const { open, clock } = harness();
    const [one, two] = [open(), open()];
    const lost = await take(one, clock, 'worker-1', 1_000);
    clock.advance(1_000);
    const held = await take(two, clock, 'worker-2');

    await one.releaseLease(lost);
    expect(await one.acquireLease('apply', 'worker-1', clock.now(), 60_000)).toBeUndefined();
    await two.writeEnvironment({ appliedSha: SHA }, held);
  });

  test.each(WRITES)('C1: $name of a worker that wakes late is refused and changes nothing', async ({ write }) => {
    const { open, clock } = harness();
    const [late, current] = [open(), open()];
    const old = await take(late, clock, 'worker-1', 1_000);
    clock.advance(1_000);
    const lease = await take(current, clock, 'worker-2');
    await current.writeStack(makeStack('demo-stateful'), lease);

    await expect(write(late, old)).rejects.toMatchObject(CONFLICT);
    expect(await current.readEnvironment()).toEqual({});
    expect(await current.readStacks()).toEqual([makeStack('demo-stateful')]);
    expect(await current.readRun(SHA)).toBeUndefined();
    await write(current, lease);
  });

  test.each(WRITES)('C11: $name is refused once the own lease ran out, though nobody took it', async ({ write }) => {
    const { open, clock } = harness();
    const ledger = open();
    const lease = await take(ledger, clock, 'worker-1', 1_000);
    clock.advance(1_000);
    await expect(write(ledger, lease)).rejects.toMatchObject(CONFLICT);
  });

  test.each(WRITES)('C1: $name is refused after the release', async ({ write }) => {
    const { open, clock } = harness();
    const ledger = open();
    const lease = await take(ledger, clock);
    await ledger.releaseLease(lease);
    await expect(write(ledger, lease)).rejects.toMatchObject(CONFLICT);
  });
}
