import { createFakeClock } from '../fakes/clock.ts';
import { createFakeQueue } from '../fakes/queue.ts';
import { queueContract } from './queue.ts';

queueContract('in memory', () => {
  const clock = createFakeClock();
  const queue = createFakeQueue(clock);
  return {
    queue,
    take: async (name) => queue.take(name),
    takeWithin: async (name, seconds) => {
      clock.advance(seconds * 1000);
      return queue.take(name);
    },
  };
});
