import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SyncWindow, windowAt } from '../../../controller/policy/sync-window.ts';

const at = (time: string) => Date.parse(time);

function window(kind: 'allow' | 'deny', schedule: string, durationMinutes: number, more: Partial<SyncWindow> = {}) {
  return { kind, schedule, durationMinutes, timezone: 'UTC', ...more } satisfies SyncWindow;
}

/** What holds at a time: `open`, or until when it does not. */
function state(windows: readonly SyncWindow[], time: string): string {
  const found = windowAt(windows, at(time));
  if (found.open) return 'open';
  return found.until === undefined ? 'never' : new Date(found.until).toISOString();
}

const NIGHTS = window('allow', '0 22 * * *', 120);
const FREEZE = window('deny', '0 0 24 12 *', 3 * 24 * 60, { reason: 'holidays' });

describe('windows', () => {
  test('without any, everything may be begun', () => {
    expect(state([], '2026-11-26T12:00:00Z')).toBe('open');
  });

  test.each([
    ['2026-11-26T21:59:59Z', '2026-11-26T22:00:00.000Z'],
    ['2026-11-26T22:00:00Z', 'open'],
    ['2026-11-26T23:59:59Z', 'open'],
    ['2026-11-27T00:00:00Z', '2026-11-27T22:00:00.000Z'],
  ])('with one that allows, only inside it: %s', (time, expected) => {
    expect(state([NIGHTS], time)).toBe(expected);
  });

  test.each([
    ['2026-12-23T23:59:00Z', 'open'],
    ['2026-12-24T00:00:00Z', '2026-12-27T00:00:00.000Z'],
    ['2026-12-26T23:59:00Z', '2026-12-27T00:00:00.000Z'],
    ['2026-12-27T00:00:00Z', 'open'],
  ])('inside one that denies nothing is begun: %s', (time, expected) => {
    expect(state([FREEZE], time)).toBe(expected);
  });

  test('one that denies wins, and what opens next is what both let through', () => {
    expect(state([NIGHTS, FREEZE], '2026-12-24T22:30:00Z')).toBe('2026-12-27T22:00:00.000Z');
    expect(windowAt([NIGHTS, FREEZE], at('2026-12-24T22:30:00Z'))).toEqual({
      open: false,
      until: at('2026-12-27T22:00:00Z'),
      reason: 'holidays',
    });
  });

  test('a window over midnight, and over the end of the year, is one', () => {
    expect(state([window('allow', '0 23 31 12 *', 180)], '2027-01-01T01:59:00Z')).toBe('open');
    expect(state([window('allow', '0 23 31 12 *', 180)], '2027-01-01T02:00:00Z')).toBe('2027-12-31T23:00:00.000Z');
  });

  test('several that allow: any is enough', () => {
    const both = [NIGHTS, window('allow', '30 12 * * MON-FRI', 30)];
    expect(state(both, '2026-11-26T12:45:00Z')).toBe('open');
    expect(state(both, '2026-11-28T12:45:00Z')).toBe('2026-11-28T22:00:00.000Z');
  });

  test.each([
    ['0 12 * * 1-5', '2026-11-27T13:00:00Z', '2026-11-30T12:00:00.000Z'],
    ['0 12 * * 0', '2026-11-27T13:00:00Z', '2026-11-29T12:00:00.000Z'],
    ['0 12 * * 7', '2026-11-27T13:00:00Z', '2026-11-29T12:00:00.000Z'],
    ['0 12 29 2 *', '2026-11-27T13:00:00Z', '2028-02-29T12:00:00.000Z'],
    ['*/20 8-9 1 JAN,JUL *', '2026-11-27T13:00:00Z', '2027-01-01T08:00:00.000Z'],
    // As in cron: the 13th, and every Friday.
    ['0 12 13 * FRI', '2026-11-27T13:00:00Z', '2026-12-04T12:00:00.000Z'],
    ['0 12 13 * FRI', '2026-12-11T13:00:00Z', '2026-12-13T12:00:00.000Z'],
    ['0 12 30 2 *', '2026-11-27T13:00:00Z', 'never'],
  ])('%s after %s opens %s', (schedule, time, expected) => {
    expect(state([window('allow', schedule, 1)], time)).toBe(expected);
  });

  test('what is denied every minute never opens', () => {
    expect(state([window('deny', '* * * * *', 60)], '2026-11-26T12:00:00Z')).toBe('never');
  });

  test('it tells the truth: nothing is open before the time that it names, and something is then', () => {
    const minutes = fc.integer({ min: 0, max: 3 * 366 * 24 * 60 });
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu');
    const schedules = fc.constantFrom('0 22 * * *', '30 2 * * *', '0 0 * * SUN', '15 */6 * * 1-5', '0 1 1 * *');
    const kinds = fc.constantFrom('allow' as const, 'deny' as const);
    const lengths = fc.integer({ min: 1, max: 2000 });
    const windows = fc.array(
      fc.record({ kind: kinds, schedule: schedules, durationMinutes: lengths, timezone: zones }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(windows, minutes, fc.double({ min: 0, max: 0.999, noNaN: true }), (list, minute, part) => {
        const now = at('2026-01-01T00:00:00Z') + minute * 60_000;
        const found = windowAt(list, now);
        if (found.open || found.until === undefined) return;
        expect(found.until).toBeGreaterThan(now);
        expect(windowAt(list, found.until)).toEqual({ open: true });
        expect(windowAt(list, now + (found.until - now) * part).open).toBe(false);
      }),
      { numRuns: 150 },
    );
  });
});

describe('clocks that are put forward and back', () => {
  const berlin = window('allow', '30 2 * * *', 30, { timezone: 'Europe/Berlin' });

  test('in summer and winter it opens at the same hour of the wall clock', () => {
    expect(state([berlin], '2026-07-01T12:00:00Z')).toBe('2026-07-02T00:30:00.000Z');
    expect(state([berlin], '2026-12-01T12:00:00Z')).toBe('2026-12-02T01:30:00.000Z');
  });

  test('an hour that is skipped opens when the clock jumps', () => {
    // Berlin goes from 02:00 to 03:00 on 29 March 2026, which is 01:00 UTC.
    expect(state([berlin], '2026-03-29T00:00:00Z')).toBe('2026-03-29T01:00:00.000Z');
    expect(state([berlin], '2026-03-29T01:10:00Z')).toBe('open');
    expect(state([berlin], '2026-03-29T01:30:00Z')).toBe('2026-03-30T00:30:00.000Z');
  });

  test('an hour that comes twice opens the first time', () => {
    // Berlin goes from 03:00 back to 02:00 on 25 October 2026: 02:30 is 00:30 and again 01:30 UTC.
    expect(state([berlin], '2026-10-25T00:29:00Z')).toBe('2026-10-25T00:30:00.000Z');
    expect(state([berlin], '2026-10-25T00:30:00Z')).toBe('open');
    expect(state([berlin], '2026-10-25T01:30:00Z')).toBe('2026-10-26T01:30:00.000Z');
  });

  test('a window that spans the jump lasts as long as it says', () => {
    const night = window('deny', '0 22 28 3 *', 360, { timezone: 'Europe/Berlin' });
    expect(state([night], '2026-03-28T21:00:00Z')).toBe('2026-03-29T03:00:00.000Z');
  });
});
