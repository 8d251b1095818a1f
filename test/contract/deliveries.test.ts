import { createFakeClock } from '../fakes/clock.ts';
import { createFakeLedger } from '../fakes/ledger.ts';
import { deliveriesContract } from './deliveries.ts';

deliveriesContract('in memory', () => createFakeLedger(createFakeClock()));
