import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { promiseIn, readPlaces, savePlaces } from './bug-page.ts';
import { BUGS } from './bugs.ts';
import type { Counts } from './history.ts';
import type { Failure } from './run-histories.ts';
import { hunt, inTurn, startThread } from './threads.ts';

/** Histories that a thread plays before it tells how it goes. */
const PART = 50;
/** Histories in which a bug has to be found. */
const HUNT = 3000;

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '1000' },
    seed: { type: 'string' },
    path: { type: 'string' },
    replay: { type: 'string' },
    workers: { type: 'string', default: String(availableParallelism()) },
    bugs: { type: 'boolean', default: false },
    bug: { type: 'string', multiple: true },
    save: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed ?? randomInt(2 ** 31));
const threads = Number(values.workers);
const isFine = values.bugs || values.bug !== undefined ? await huntBugs() : await playAll();
process.exit(isFine ? 0 : 1);

async function playAll(): Promise<boolean> {
  const replayed = values.path !== undefined;
  const total = replayed ? 1 : Number(values.histories);
  const counts: Counts = new Map();
  const failures: Failure[] = [];
  const start = performance.now();
  let played = 0;
  console.log(`seed ${seed}: ${total} histories on ${threads} threads`);
  const parts = Array.from({ length: Math.ceil(total / PART) }, (_, part) => part);
  const pool = Array.from({ length: Math.min(threads, parts.length) }, () => startThread());
  await inTurn(parts, pool.length, async (part) => {
    const thread = pool.pop() ?? startThread();
    const count = Math.min(PART, total - part * PART);
    const place = replayed
      ? { path: values.path ?? '', ...(values.replay !== undefined && { replayPath: values.replay }) }
      : {};
    const seen = await thread.play({ seed: seed + part, count, shrink: true, ...place });
    pool.push(thread);
    played += count;
    for (const [what, times] of seen.counts) counts.set(what, (counts.get(what) ?? 0) + times);
    if (seen.failure !== undefined) {
      failures.push(seen.failure);
      tell(seen.failure);
    }
    if (part % 10 === 9) console.log(`${played} histories, ${rate(played, start)} a second, ${failures.length} failed`);
  });
  await Promise.all(pool.map((thread) => thread.end()));
  console.log(coverage(counts));
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `${played} histories in ${seconds} s, ${rate(played, start)} a second. Seeds that failed: ${failures.length}`,
  );
  for (const failure of failures) console.log(`  ${again(failure)}`);
  return failures.length === 0;
}

async function huntBugs(): Promise<boolean> {
  const chosen = values.bug === undefined ? BUGS : BUGS.filter(({ name }) => values.bug?.includes(name));
  console.log(`seed ${seed}: ${chosen.length} bugs, up to ${HUNT} histories for each`);
  const places = new Map(Object.entries(readPlaces()));
  await inTurn(chosen, threads, async (bug) => {
    const found = await hunt(bug, { seed, count: HUNT });
    const how = found === undefined ? 'NOT CAUGHT' : `history ${found.history}: ${found.words.split('\n')[0]}`;
    console.log(`${bug.number.padEnd(4)} ${bug.name.padEnd(28)} ${how}`);
    if (found === undefined) places.delete(bug.name);
    else places.set(bug.name, { seed, history: found.history, promise: promiseIn(found.words) });
    if (values.save) savePlaces(places);
  });
  const missed = chosen.filter(({ name }) => !places.has(name));
  console.log(`${chosen.length - missed.length} of ${chosen.length} bugs caught.`);
  return missed.length === 0;
}

function tell(failure: Failure): void {
  console.log(`\n${failure.words}\n`);
  for (const line of failure.history) console.log(`  - ${line}`);
  console.log(`\nAgain: ${again(failure)}\n`);
}

function again({ seed: own, path, replayPath }: Failure): string {
  return `npm run simulate -- --seed ${own} --path '${path}' --replay '${replayPath}'`;
}

function rate(played: number, start: number): string {
  return ((played * 1000) / (performance.now() - start)).toFixed(1);
}

function coverage(counts: Counts): string {
  const lines = [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return ['what was seen', ...lines.map(([what, times]) => `${String(times).padStart(9)}  ${what}`)].join('\n');
}
