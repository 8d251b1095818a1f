import fc from 'fast-check';
import type { Simulation } from '../simulation.ts';
import { Step } from '../step.ts';
import type { WeightedStep } from '../step-arbitrary.ts';

const MINUTE_MS = 60_000;

const fault = fc.record({
  kind: fc.constantFrom('crash-before', 'crash-after', 'lose-reply', 'fail'),
  nth: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 100 })),
});

/** Between these and what comes next, people and other commits may do most harm. */
export const DELICATE = {
  'ledger.writeRun': 'as soon as a run is written down',
  'ledger.writeEnvironment': 'as soon as a run is begun, or ended',
  'cloudformation.createChangeSet': 'as soon as a change set is made',
  'cloudformation.executeChangeSet': 'as soon as a change set is executed',
  'cloudformation.deleteStack': 'as soon as a stack is deleted',
} as const;
export const delicate = fc.constantFrom(...(Object.keys(DELICATE) as (keyof typeof DELICATE)[]));

const WORDS = {
  'crash-before': 'dies before it',
  'crash-after': 'dies after it',
  'lose-reply': 'never hears what came of it',
  fail: 'gets no answer',
} as const;

const rounds = (min: number, max: number) =>
  fc.integer({ min, max }).map((count) => new Step('work', `${count} rounds of work`, (real) => real.work(count)));

/** How long workers go on, one at a time or several at once, and what befalls them. */
export const WORKERS: readonly WeightedStep[] = [
  { weight: 3, arbitrary: rounds(1, 6) },
  { weight: 7, arbitrary: rounds(5, 50) },
  {
    weight: 5,
    arbitrary: fc.constant(new Step('work to the end', 'work goes on to the end', (real) => real.work(400))),
  },
  {
    weight: 7,
    arbitrary: fault.map(
      ({ kind, nth }) =>
        new Step(kind, `whoever makes call ${nth} from now ${WORDS[kind]}`, (real) =>
          real.trouble({ fault: { kind, nth } }),
        ),
    ),
  },
  {
    weight: 4,
    arbitrary: delicate.map(
      (call) =>
        new Step('dies at a delicate moment', `the worker dies ${DELICATE[call]}`, (real) => dieAfter(real, call)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .integer({ min: 1, max: 60 })
      .map(
        (calls) =>
          new Step('out of time', `the next worker runs out of time after ${calls} calls`, (real) =>
            real.trouble({ hurriesAfter: calls }),
          ),
      ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(-5, 5, 30)
      .map(
        (minutes) =>
          new Step('clock off', `the next worker's clock is ${minutes} minutes off`, (real) =>
            real.trouble({ skewMs: minutes * MINUTE_MS }),
          ),
      ),
  },
  {
    weight: 5,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 80 }))
      .map(
        ([newcomers, calls]) =>
          new Step(
            'workers at once',
            `${newcomers} workers begin; those at work make ${calls} calls in any order, and pause`,
            (real) => real.together(newcomers, calls),
          ),
      ),
  },
  {
    weight: 2,
    arbitrary: fc
      .integer({ min: 1, max: 80 })
      .map(
        (calls) =>
          new Step('paused workers wake', `paused workers wake up and make ${calls} calls`, (real) =>
            real.together(0, calls),
          ),
      ),
  },
];

/** Goes on until a worker has made this call, and dies. */
export async function dieAfter(real: Simulation, call: string): Promise<void> {
  real.trouble({ fault: { kind: 'crash-after', nth: 1, call } });
  await real.untilDead(30);
}
