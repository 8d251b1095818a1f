import { eventName, type HeededEvent, isHeeded } from './heeded-events.ts';
import type { DeliveryAttempt } from './port.ts';

/** A delivery that has not arrived yet. */
export interface MissedDelivery {
  /** `X-GitHub-Delivery`, the same in every attempt (W11). */
  readonly guid: string;
  /** GitHub's id of the last attempt that failed. */
  readonly attempt: string;
  readonly event: HeededEvent;
  /** When GitHub tried first, in epoch milliseconds. */
  readonly at: number;
  /** How often we asked GitHub to send it again, and when we did last. */
  readonly tries: number;
  readonly triedAt?: number;
}

/** What is remembered from one audit of GitHub's deliveries to the next. */
export interface DeliveryAudit {
  /** When it was made, in epoch milliseconds. */
  readonly at: number;
  /** The newest attempt that was read, in epoch milliseconds. */
  readonly readTo: number;
  readonly missed: readonly MissedDelivery[];
}

/** What an audit comes to: what to remember, what to ask GitHub for again, and what has arrived late since the last one. */
export interface DeliveryVerdict {
  readonly audit: DeliveryAudit;
  readonly again: readonly MissedDelivery[];
  readonly recovered: readonly { readonly missed: MissedDelivery; readonly seconds: number }[];
}

const MINUTE = 60_000;
/** GitHub keeps deliveries, and sends them again, for three days (https://docs.github.com/en/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks). */
const KEPT_MS = 3 * 24 * 60 * MINUTE;
/** Read again at every audit, because the log is written a moment after the time that it names. */
const OVERLAP_MS = 5 * MINUTE;
/** Asked for again in one audit (C13): what fails for all would fail again. */
const MAX_AGAIN = 20;
/** Remembered at most; the least urgent ones are left to the schedules. */
const MAX_MISSED = 200;
/** How often one delivery is asked for again. With the pause growing fourfold from ten minutes, the last time is after 57 hours. */
const MAX_TRIES = 6;
const FIRST_PAUSE_MS = 10 * MINUTE;
/** The body is too large to arrive (W4). */
const TOO_LARGE = 413;

/** What the schedules find by themselves: the head of the branch and those of pull requests. */
const FOUND_ANYWAY: ReadonlySet<HeededEvent> = new Set([
  'push',
  'pull_request.opened',
  'pull_request.synchronize',
  'pull_request.reopened',
  'pull_request.closed',
  'pull_request.edited',
]);

/** A press that nothing came of for so long is not meant any more; unlike a comment it carries no time by which that could be seen later. */
const PRESSED_MS = 60 * MINUTE;
const PRESSES: ReadonlySet<HeededEvent> = new Set([
  'check_run.rerequested',
  'check_run.requested_action',
  'check_suite.rerequested',
]);

/** From when on attempts are to be read. */
export function readFrom(before: DeliveryAudit | undefined, now: number): number {
  return Math.max((before?.readTo ?? 0) - OVERLAP_MS, now - KEPT_MS);
}

/**
 * Judges the attempts since the last audit (W10). A delivery is missed when none of its attempts was answered with a 2xx. It is asked for again a
 * few times, ever later (C13), as long as GitHub has it; what only a delivery can tell, such as people's words, comes first and in
 * its order. Pure; the order of `attempts` does not matter.
 */
export function judgeDeliveries(
  before: DeliveryAudit | undefined,
  attempts: readonly DeliveryAttempt[],
  now: number,
): DeliveryVerdict {
  const arrived = Map.groupBy(attempts.filter(hasArrived), ({ guid }) => guid);
  const known = before?.missed ?? [];
  const recovered = known.flatMap((missed) => {
    const at = arrived.get(missed.guid)?.map((attempt) => attempt.at) ?? [];
    return at.length === 0 || missed.tries === 0 ? [] : [{ missed, seconds: (Math.min(...at) - missed.at) / 1000 }];
  });
  const missed = withFailed(known, attempts)
    .filter(({ guid, at, event }) => !arrived.has(guid) && at > now - (PRESSES.has(event) ? PRESSED_MS : KEPT_MS))
    .sort(byUrgency)
    .slice(0, MAX_MISSED);
  const again = missed.filter((one) => isDue(one, now)).slice(0, MAX_AGAIN);
  const asked = new Set(again);
  const readTo = Math.max(before?.readTo ?? now - KEPT_MS, ...attempts.map(({ at }) => at));
  const tried = missed.map((one) => (asked.has(one) ? { ...one, tries: one.tries + 1, triedAt: now } : one));
  return { audit: { at: now, readTo, missed: tried }, again, recovered };
}

/** The known ones at their last attempt, and those that failed since. */
function withFailed(known: readonly MissedDelivery[], attempts: readonly DeliveryAttempt[]): readonly MissedDelivery[] {
  const byGuid = new Map(known.map((missed) => [missed.guid, missed]));
  const failed = attempts.filter((attempt) => !hasArrived(attempt)).toSorted((a, b) => a.at - b.at);
  for (const { guid, id, event: sent, action, at, status } of failed) {
    const event = eventName(sent, action);
    const missed = byGuid.get(guid);
    if (status === TOO_LARGE) byGuid.delete(guid);
    else if (missed !== undefined) byGuid.set(guid, { ...missed, attempt: id });
    else if (isHeeded(event)) byGuid.set(guid, { guid, attempt: id, event, at, tries: 0 });
  }
  return [...byGuid.values()];
}

/** Answered with a 2xx. GitHub's word beside the number is the answer's own, so that only the number is believed. */
function hasArrived({ status }: DeliveryAttempt): boolean {
  return status >= 200 && status < 300;
}

function isDue({ tries, triedAt }: MissedDelivery, now: number): boolean {
  if (triedAt === undefined) return true;
  return tries < MAX_TRIES && now >= triedAt + FIRST_PAUSE_MS * 4 ** (tries - 1);
}

/** People's words first, in the order in which they were said; of what is found anyway the newest, which makes the older ones needless. */
function byUrgency(a: MissedDelivery, b: MissedDelivery): number {
  const [isLate, isOtherLate] = [FOUND_ANYWAY.has(a.event), FOUND_ANYWAY.has(b.event)];
  if (isLate !== isOtherLate) return isLate ? 1 : -1;
  return isLate ? b.at - a.at : a.at - b.at;
}
