import fc from 'fast-check';
import type { Letter } from '../post.ts';
import type { Simulation } from '../simulation.ts';
import { Step } from '../step.ts';
import type { WeightedStep } from '../step-arbitrary.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const index = fc.nat({ max: 5 });

/** What happens to messages, and to time. */
export const NETWORK: readonly WeightedStep[] = [
  {
    weight: 2,
    arbitrary: index.map(
      (nth) => new Step('message lost', `message ${nth + 1} from outside is lost`, (real) => lose(real, nth)),
    ),
  },
  {
    weight: 1,
    arbitrary: index.map(
      (nth) =>
        new Step('message twice', `message ${nth + 1} is delivered twice`, (real) =>
          withLetter(real, nth, real.post.repeat),
        ),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(index, fc.constantFrom(1, 20, 120)).map(
      ([nth, minutes]) =>
        new Step('message late', `message ${nth + 1} comes ${minutes} minutes late`, (real) =>
          withLetter(real, nth, (letter) => {
            letter.visibleAt = real.loop.clock.now() + minutes * MINUTE_MS;
          }),
        ),
    ),
  },
  {
    weight: 2,
    arbitrary: index.map(
      (nth) =>
        new Step('message out of turn', `message ${nth + 1} is worked on first`, (real) => real.takeOutOfTurn(nth)),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.integer({ min: 1, max: 12 }).map(
      (count) =>
        new Step('stack events lost', `the next ${count} stack events are lost`, (real) => {
          real.eventsToLose = count;
        }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(10, 70, 1100)
      .map((seconds) => new Step('time passes', `${seconds} seconds pass`, (real) => real.pass(seconds * 1000))),
  },
  {
    weight: 2,
    arbitrary: fc.constant(new Step('schedules fire', 'an hour passes, and the schedules fire', fireSchedules)),
  },
];

function fireSchedules({ post, pass }: Simulation): void {
  pass(HOUR_MS);
  post.arrive({ type: 'schedule', task: 'resync' }, 'applier');
  post.arrive({ type: 'schedule', task: 'drift' }, 'planner');
  post.arrive({ type: 'schedule', task: 'audit' }, 'planner');
}

function lose({ post, model }: Simulation, nth: number): void {
  const outside = post.visible().filter(({ outside, attempts }) => outside && attempts === 0);
  const letter = outside[nth % Math.max(outside.length, 1)];
  if (letter === undefined) return;
  post.remove(letter);
  model.lost = true;
}

function withLetter({ post }: Simulation, nth: number, act: (letter: Letter) => void): void {
  const visible = post.visible();
  const letter = visible[nth % Math.max(visible.length, 1)];
  if (letter !== undefined) act(letter);
}
