import { setTimeout as delay } from 'node:timers/promises';
import type { Cloud } from './cloud.ts';
import type { E2eConfig, Step } from './config.ts';
import { packageCore } from './core-code.ts';
import type { Deployment } from './deployment.ts';
import { type Fodder, feed, replaceCode } from './feed.ts';
import { judge, judgeLetters } from './judge.ts';
import { createObserver, type Observer, type Seen } from './observe.ts';
import { convertKey, type Stage, stacksOf, stageOf } from './stage.ts';
import { packageTeamFunction } from './team-function.ts';

/** How one configuration went. */
export interface Outcome {
  readonly name: string;
  /** Events and messages that went in. */
  readonly sent: number;
  readonly seen: Seen | undefined;
  /** From the first input to the last output. */
  readonly seconds: number;
  /** What was not as expected; nothing where all was. */
  readonly problems: readonly string[];
}

const LOOK_MS = 200;

/** How long is waited. */
interface Patience {
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Deploys a configuration, plays it, and says how it went. What it made is deleted at the end, however it went, also when `signal` ends it early.
 * Throws for nothing.
 */
export async function runConfig(
  config: E2eConfig,
  deployment: Deployment,
  cloud: Cloud,
  signal?: AbortSignal,
): Promise<Outcome> {
  const fodder: Fodder = { objects: new Map(), sent: 0 };
  let began = performance.now();
  let seen: Seen | undefined;
  const problems: string[] = [];
  const seconds = () => (performance.now() - began) / 1000;
  try {
    const stage = stageOf(config, cloud);
    await deploy(config, stage, deployment, cloud);
    began = performance.now();
    const observer = createObserver(config, stage, cloud);
    const deadline = Date.now() + config.timeLimitSeconds * cloud.patience * 1000;
    for (const step of config.input) {
      signal?.throwIfAborted();
      if (!(await feed(step, config, stage, fodder, cloud))) await waitFor(step, observer, { deadline, signal });
    }
    seen = await untilExpected(config, observer, fodder, { deadline, signal }, problems);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  const took = seconds();
  const own = ownStacks(config, cloud);
  await deployment.remove(own).catch((error: unknown) => problems.push(`It could not be deleted: ${error}`));
  return { name: config.name, sent: fodder.sent, seen, seconds: took, problems };
}

async function deploy(config: E2eConfig, stage: Stage, deployment: Deployment, cloud: Cloud): Promise<void> {
  await deployment.store(convertKey(config), packageTeamFunction(config.function));
  await deployment.deploy(stacksOf(config, cloud));
  if (config.faults !== undefined) await replaceCode(stage.core, await packageCore(config.faults.crash), cloud);
}

/** Those of its team; others use the platform's, too. */
function ownStacks(config: E2eConfig, cloud: Cloud) {
  try {
    return stacksOf(config, cloud).filter(({ owner }) => owner === `team/${config.name}`);
  } catch {
    return [];
  }
}

/** Looks until all is as expected and nothing is left to do, or the time is over; then what is wrong is added to `problems`. */
async function untilExpected(
  { expected, timeLimitSeconds }: E2eConfig,
  observer: Observer,
  fodder: Fodder,
  { deadline, signal }: Patience,
  problems: string[],
): Promise<Seen> {
  for (;;) {
    // Asked first: what is done then is all that will be done.
    const isQuiet = await observer.isQuiet();
    const seen = await observer.look();
    const wrong = judge(expected, seen, [...fodder.objects.values()]);
    if (isQuiet && wrong.length === 0) return seen;
    if (Date.now() > deadline) {
      const busy = isQuiet ? [] : ['the queue is not empty'];
      const said = (await observer.warnings()).map((line) => `the core said: ${line}`);
      problems.push(`it was not done within ${timeLimitSeconds} s`, ...busy, ...wrong, ...said);
      return seen;
    }
    await delay(LOOK_MS, undefined, signal && { signal });
  }
}

async function waitFor(step: Step, observer: Observer, { deadline, signal }: Patience): Promise<void> {
  for (;;) {
    const isQuiet = await observer.isQuiet();
    const wrong = isQuiet ? missing(step, await observer.look()) : ['the queue is not empty'];
    if (wrong.length === 0) return;
    if (Date.now() > deadline) throw new Error(`While waiting for ${JSON.stringify(step)}: ${wrong.join('; ')}`);
    await delay(LOOK_MS, undefined, signal && { signal });
  }
}

function missing(step: Step, seen: Seen): readonly string[] {
  if (step.deadLetters) return judgeLetters(step.deadLetters, seen);
  if (!step.handled) return [];
  const done = seen.results.length + seen.archives.reduce((sum, { entries }) => sum + entries.length, 0);
  return done >= step.handled ? [] : [`${done} of ${step.handled} are handled`];
}
