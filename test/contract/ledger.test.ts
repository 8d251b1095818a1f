import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLedger } from '../fakes/ledger.ts';
import { ledgerContract } from './ledger.ts';

ledgerContract(
  'in memory',
  () => {
    const clock = createFakeClock();
    const ledger = createFakeLedger(clock);
    return { clock, open: () => ledger };
  },
  { runs: 5_000 },
);
