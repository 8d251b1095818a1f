import { expect, test } from 'vitest';
import { badgeWord } from '../../controller/report/badge.ts';
import { createLoop, type Loop } from './loop.ts';
import { functionFile, REGISTRY } from './registry.ts';

const STATUS = 'teams/orders/status.yaml';
const word = async (loop: Loop) => badgeWord(await loop.badge.readBadge(), loop.clock.now());

test('the badge says in one word what becomes of the branch', async () => {
  const loop = createLoop();
  expect(await word(loop)).toBe('unknown');
  const main = loop.commit(REGISTRY);
  await loop.arrive(main);
  while ((await loop.ledger.readEnvironment()).currentRun === undefined) await loop.round();
  expect(await word(loop)).toBe('out of sync');
  await loop.settle();
  expect(await word(loop)).toBe('synced');

  // The functions are applied, and gone from Lambda.
  await loop.arrive({ type: 'schedule', task: 'drift' }, 'planner');
  await loop.settle();
  expect(await word(loop)).toBe('drifted');

  loop.cloudformation.fail('FunctionStatus', 'out of memory');
  const next = loop.commit({ [STATUS]: functionFile('orders', 'status', 512) }, main.after);
  await loop.arrive(next);
  await loop.settle();
  expect(await word(loop)).toBe('degraded');

  loop.cloudformation.heal('FunctionStatus');
  const broken = loop.commit({ [STATUS]: 'kind: Nothing\n' }, next.after);
  await loop.arrive(broken);
  await loop.settle();
  expect(loop.check('holdfast/apply', broken.after)).toMatch(/^failure: /);
  expect(await word(loop)).toBe('out of sync');

  loop.clock.advance(4 * 3_600_000);
  expect(await word(loop)).toBe('unknown');
});
