import { beforeEach, describe } from 'vitest';
import { evidenceTests } from './ledger/evidence.ts';
import type { LedgerHarness, LedgerSuiteOptions } from './ledger/harness.ts';
import { interleavingTests } from './ledger/interleavings.ts';
import { leaseTests } from './ledger/leases.ts';
import { recordTests } from './ledger/records.ts';
import { rehearsalTests } from './ledger/rehearsals.ts';

/** What every Ledger promises. `create` gives an empty record at each call. */
export function ledgerContract(
  name: string,
  create: () => LedgerHarness | Promise<LedgerHarness>,
  options: LedgerSuiteOptions,
): void {
  describe(`Ledger: ${name}`, () => {
    let current: LedgerHarness;
    beforeEach(async () => {
      current = await create();
    });
    describe('leases', () => leaseTests(() => current));
    recordTests(() => current);
    rehearsalTests(() => current);
    describe('evidence', () => evidenceTests(() => current));
    describe('interleavings', () => interleavingTests(async () => create(), options));
  });
}
