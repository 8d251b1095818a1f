const DAY = 24 * 60 * 60_000;

/** Number of the day that a calendar in this time zone shows at an instant, counted from 1 January 1970. */
export function dayOf(instant: number, timezone: string): number {
  return Math.floor((instant + offsetAt(instant, timezone)) / DAY);
}

/**
 * For one day of the calendar of a time zone, what instant it is when its clock shows so many milliseconds since midnight. A time that comes
 * twice gives the first; one that is skipped gives the instant of the skip.
 */
export function instantsOn(day: number, timezone: string): (sinceMidnight: number) => number {
  const midnight = day * DAY;
  const before = offsetAt(midnight - DAY, timezone);
  const after = offsetAt(midnight + 2 * DAY, timezone);
  if (before === after) return (sinceMidnight) => midnight + sinceMidnight - before;
  return (sinceMidnight) => {
    const [early, late] = [midnight + sinceMidnight - before, midnight + sinceMidnight - after];
    if (offsetAt(early, timezone) === before) return early;
    return offsetAt(late, timezone) === after ? late : skipBetween(late, early, timezone);
  };
}

/** The first instant with the later offset, between one before it and one after it. */
function skipBetween(low: number, high: number, timezone: string): number {
  const offset = offsetAt(high, timezone);
  let [before, after] = [low, high];
  while (after - before > 1000) {
    const middle = before + Math.floor((after - before) / 2000) * 1000;
    if (offsetAt(middle, timezone) === offset) after = middle;
    else before = middle;
  }
  return after;
}

/** Milliseconds by which a clock in this time zone is ahead of UTC. */
function offsetAt(instant: number, timezone: string): number {
  const parts = formatOf(timezone).formatToParts(instant);
  const [year = 0, month = 1, ...rest] = ['year', 'month', 'day', 'hour', 'minute', 'second'].map((type) =>
    Number(parts.find((part) => part.type === type)?.value),
  );
  const [day = 1, hour = 0, minute = 0, second = 0] = rest;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** Making a format costs a hundred times more than using it. */
const FORMATS = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const numeric = 'numeric' as const;
  const date = { year: numeric, month: numeric, day: numeric };
  const made = new Intl.DateTimeFormat('en-US', {
    ...date,
    ...{ hour: numeric, minute: numeric, second: numeric, hourCycle: 'h23', timeZone },
  });
  FORMATS.set(timeZone, made);
  return made;
}
