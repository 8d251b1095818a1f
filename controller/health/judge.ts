import type { Assessment } from './assess.ts';
import {
  type Health,
  type HealthRecord,
  isBroken,
  LOOK_SECONDS,
  type LookedAt,
  type PendingLook,
  type Unwell,
  worstHealth,
} from './health.ts';

/** The look that is the last one unless something could not be read. Its five minutes give an alarm on three minutes of errors the time to ring. */
const SETTLED = 5;
/** The look from which on a route that does not answer is broken: a deployment of API Gateway takes less than its minute. */
const ROUTES_FROM = 3;
/** The next look where only alarms are waited for. */
const ALARMS_FROM = 4;

/** Either which look comes next, counted from 1, or what all of them came to. */
export type Judgement = { readonly next: number } | { readonly verdict: HealthRecord };

/**
 * What the `number`th look comes to; `assessments` stand in the order of its targets. Nothing is waited for once something is surely broken; else
 * until nothing is on its way any more, and for alarms to the end. What still is on its way then is not well. Pure.
 */
export function judgeLook(
  look: PendingLook,
  assessments: readonly Assessment[],
  number: number,
  now: number,
): Judgement {
  const isSettled = number >= SETTLED;
  const ill = look.targets.flatMap((one, index): readonly Ill[] => {
    const found = assessments[index] ?? UNREAD;
    return found.health === 'Healthy'
      ? []
      : [{ one, found, unwell: unwellOf(one, isSettled ? overdue(found) : found, look) }];
  });
  const isBad = ill.some((one) => isSure(one, number) && isBroken(one.unwell));
  const next = isBad ? undefined : isSettled ? onceMore(ill, number) : nextOf(look, ill, number);
  if (next !== undefined) return { next };
  const unwell = ill.map((one) => one.unwell);
  const { run, sha } = look;
  return { verdict: { health: worstHealth(unwell.map(({ health }) => health)), run, sha, at: now, unwell } };
}

interface Ill {
  readonly one: LookedAt;
  readonly found: Assessment;
  readonly unwell: Unwell;
}

const UNREAD: Assessment = { health: 'Unknown', reason: 'It was not looked at.', sure: false };

/** `undefined` where there is nothing to wait for. */
function nextOf({ targets }: PendingLook, ill: readonly Ill[], number: number): number | undefined {
  if (ill.some(({ one, found }) => one.by !== undefined && !found.sure)) return number + 1;
  const hasAlarm = targets.some(({ target, by }) => target.kind === 'alarm' && by !== undefined);
  return hasAlarm ? Math.max(number + 1, ALARMS_FROM) : undefined;
}

/** A service that does not answer for a moment is no reason not to know. */
function onceMore(ill: readonly Ill[], number: number): number | undefined {
  return number < LOOK_SECONDS.length && ill.some(({ found }) => found.again) ? number + 1 : undefined;
}

function isSure({ one, found }: Ill, number: number): boolean {
  return found.sure || (one.target.kind === 'route' && number >= ROUTES_FROM);
}

/** An alarm that rang before is not put down to what came after. */
function unwellOf({ target, by, blamed: earlier }: LookedAt, found: Assessment, { since }: PendingLook): Unwell {
  const wasBefore = found.since !== undefined && found.since < since;
  const blamed = earlier ?? (wasBefore ? undefined : by);
  return {
    target,
    health: illHealth(found.health),
    reason: found.reason,
    ...(blamed !== undefined && { blamed }),
    ...(by !== undefined && { isNews: true }),
  };
}

function illHealth(health: Health): Unwell['health'] {
  return health === 'Healthy' ? 'Unknown' : health;
}

function overdue(found: Assessment): Assessment {
  if (found.health !== 'Progressing') return found;
  return { ...found, health: 'Degraded', reason: `${found.reason} That is so for five minutes now.` };
}
