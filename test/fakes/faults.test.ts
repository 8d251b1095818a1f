import { expect, test } from 'vitest';
import { createFakeClock } from './clock.ts';
import { Crash, createFaults } from './faults.ts';
import { createFakeLedger } from './ledger.ts';

function openLedger() {
  const faults = createFaults();
  const clock = createFakeClock();
  const ledger = createFakeLedger(clock, faults);
  return { faults, clock, ledger };
}

test('C2: a crash before a call does nothing, and the process stays dead until it is started again', async () => {
  const { faults, ledger } = openLedger();
  faults.inject('crash-before', 'ledger.recordDelivery');
  await expect(ledger.recordDelivery('d1', 1)).rejects.toBeInstanceOf(Crash);
  await expect(ledger.readStacks()).rejects.toBeInstanceOf(Crash);
  faults.restart();
  expect(await ledger.hasDelivery('d1', 1)).toBe(false);
});

test('C2: a crash after a call leaves what it did', async () => {
  const { faults, ledger } = openLedger();
  faults.inject('crash-after', '*', 2);
  await ledger.readStacks();
  await expect(ledger.recordDelivery('d1', 1)).rejects.toThrow('crashed at ledger.recordDelivery');
  faults.restart();
  expect(await ledger.hasDelivery('d1', 1)).toBe(true);
});

test('C3: a lost reply is a retryable error after the work was done, a failure one before it', async () => {
  const { faults, ledger } = openLedger();
  const unavailable = { code: 'Unavailable', retryable: true };
  faults.inject('fail', 'ledger.recordDelivery');
  await expect(ledger.recordDelivery('d1', 1)).rejects.toMatchObject(unavailable);
  expect(await ledger.hasDelivery('d1', 1)).toBe(false);
  faults.inject('lose-reply', 'ledger.recordDelivery');
  await expect(ledger.recordDelivery('d1', 1)).rejects.toMatchObject(unavailable);
  expect(await ledger.hasDelivery('d1', 1)).toBe(true);
});

test('the nth call is counted from the injection, and every call is noted', async () => {
  const { faults, ledger } = openLedger();
  await ledger.readStacks();
  faults.inject('fail', 'ledger.readStacks', 2, new Error('second'));
  await ledger.readStacks();
  await expect(ledger.readStacks()).rejects.toThrow('second');
  await ledger.readStacks();
  expect(faults.calls).toEqual(Array.from({ length: 4 }, () => 'ledger.readStacks'));
});

test('C1: a stolen lease refuses the writes of the one who held it', async () => {
  const { clock, ledger } = openLedger();
  const lease = await ledger.acquireLease('environment', 'worker-1', clock.now(), 60_000);
  if (lease === undefined) throw new Error('the lease is taken');
  expect(ledger.stealLease('environment')).toMatchObject({ owner: 'thief', token: 2 });
  await expect(ledger.writeEnvironment({}, lease)).rejects.toMatchObject({ code: 'Conflict', retryable: true });
  expect(ledger.leaseOf('environment')?.owner).toBe('thief');
});
