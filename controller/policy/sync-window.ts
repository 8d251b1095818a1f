import type { PlatformSpec } from '../../registry/kinds/platform/schema.ts';
import { parseWindowSchedule, type WindowSchedule } from '../../registry/kinds/platform/window-schedule.ts';
import { dayOf, instantsOn } from './wall-clock.ts';

/** One of `sync.windows`. */
export type SyncWindow = PlatformSpec['sync']['windows'][number];

/** Whether commits may be begun, and if not, until when that is so. `until` is absent when no window ever opens. */
export type WindowState =
  | { readonly open: true }
  | { readonly open: false; readonly until?: number; readonly reason?: string };

/** Steps from one change to the next; whatever opens at all opens much earlier. */
const MAX_STEPS = 1_000;
/** Days looked ahead: the 29th of February comes within eight years. */
const MAX_DAYS = 8 * 366;
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Whether a commit may be begun at `now`: no window, always; any window that allows, only inside one; one that denies wins (as Argo CD's
 * sync windows). A schedule is read on the clock of its time zone: an hour that the clock skips opens when it skips, one that comes twice
 * opens the first time. Pure; `now` and `until` are epoch milliseconds.
 */
export function windowAt(windows: readonly SyncWindow[], now: number): WindowState {
  const read = windows.flatMap(readWindow);
  const allowing = read.filter(({ kind }) => kind === 'allow');
  const denying = read.filter(({ kind }) => kind === 'deny');
  const first = closedBy(allowing, denying, now);
  if (first === undefined) return { open: true };
  const reason = first.reason === undefined ? {} : { reason: first.reason };
  let at = first.until;
  for (let step = 0; step < MAX_STEPS && at !== undefined && at < now + MAX_DAYS * DAY; step += 1) {
    const closed = closedBy(allowing, denying, at);
    if (closed === undefined) return { open: false, until: at, ...reason };
    at = closed.until;
  }
  return { open: false, ...reason };
}

interface ReadWindow extends Omit<SyncWindow, 'schedule'> {
  readonly schedule: WindowSchedule;
}

/** A schedule that cannot be read was a finding of its document, and nothing is planned after one. */
function readWindow(window: SyncWindow): readonly ReadWindow[] {
  const schedule = parseWindowSchedule(window.schedule);
  return 'problem' in schedule ? [] : [{ ...window, schedule }];
}

/** Why nothing may be begun at an instant, and when that ends at the earliest; `undefined` when it may. */
function closedBy(
  allowing: readonly ReadWindow[],
  denying: readonly ReadWindow[],
  at: number,
): { readonly until?: number; readonly reason?: string } | undefined {
  for (const window of denying) {
    const end = endOf(window, at);
    if (end !== undefined) return { until: end, ...(window.reason !== undefined && { reason: window.reason }) };
  }
  if (allowing.length === 0 || allowing.some((window) => endOf(window, at) !== undefined)) return undefined;
  const starts = allowing.flatMap((window) => nextStart(window, at) ?? []);
  return starts.length === 0 ? {} : { until: Math.min(...starts) };
}

/** When the window that is open at an instant closes; `undefined` when none is. */
function endOf(window: ReadWindow, at: number): number | undefined {
  const length = window.durationMinutes * MINUTE;
  const days = Math.ceil(length / DAY) + 2;
  const today = dayOf(at, window.timezone);
  for (let day = today + 1; day >= today - days; day -= 1) {
    const start = startsOn(window, day).findLast((one) => one <= at);
    if (start !== undefined) return at < start + length ? start + length : undefined;
  }
  return undefined;
}

function nextStart(window: ReadWindow, after: number): number | undefined {
  const today = dayOf(after, window.timezone);
  for (let day = today - 1; day < today + MAX_DAYS; day += 1) {
    const start = startsOn(window, day).find((one) => one > after);
    if (start !== undefined) return start;
  }
  return undefined;
}

/** When the window opens on a day of its calendar, in order. */
function startsOn({ schedule, timezone }: ReadWindow, day: number): readonly number[] {
  if (!isMatched(schedule, new Date(day * DAY))) return [];
  const instants = instantsOn(day, timezone);
  const starts = schedule.hours.flatMap((hour) =>
    schedule.minutes.map((minute) => instants((hour * 60 + minute) * MINUTE)),
  );
  return starts.sort((a, b) => a - b);
}

function isMatched({ days, months, weekdays, eitherDay }: WindowSchedule, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const [byDate, byWeekday] = [days.has(date.getUTCDate()), weekdays.has(date.getUTCDay())];
  return eitherDay ? byDate || byWeekday : byDate && byWeekday;
}
