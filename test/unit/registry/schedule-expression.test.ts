import { describe, expect, test } from 'vitest';
import {
  expressionSchema,
  lastDay,
  parseExpression,
  timesPerMonth,
  timezoneSchema,
} from '../../../registry/kinds/schedule/expression.ts';

describe('rate', () => {
  test.each([
    ['rate(1 minute)', 1],
    ['rate(1 minutes)', 1],
    ['rate(5 minutes)', 5],
    ['rate(1 hour)', 60],
    ['rate(12 hours)', 720],
    ['rate(1 day)', 1440],
    ['rate(7 days)', 10_080],
    ['rate(2147483647 minutes)', 2_147_483_647],
  ])('%s fires every %i minutes', (text, minutes) => {
    expect(parseExpression(text)).toEqual({ fires: 'at intervals', minutes });
  });

  test.each([
    'rate(0 minutes)',
    'rate(-1 minutes)',
    'rate(1.5 hours)',
    'rate(5 minute)',
    'rate(2 hour)',
    'rate(5  minutes)',
    'rate(5 weeks)',
    'rate(5 seconds)',
    'rate(minutes)',
    'rate(5minutes)',
    'rate(5 Minutes)',
    'rate(2147483648 minutes)',
    'rate()',
    'rate 5 minutes',
    'Rate(5 minutes)',
    ' rate(5 minutes)',
    'rate(5 minutes) ',
    '',
  ])('%s is refused', (text) => {
    expect(parseExpression(text)).toHaveProperty('problem');
  });
});

describe('at', () => {
  test.each(['at(2027-01-31T06:00:00)', 'at(2028-02-29T23:59:59)', 'at(2026-01-01T00:00:00)'])('%s', (text) => {
    expect(parseExpression(text)).toEqual({ fires: 'once', at: text.slice(3, -1) });
  });

  test.each([
    'at(2027-02-29T00:00:00)',
    'at(2027-13-01T00:00:00)',
    'at(2027-00-01T00:00:00)',
    'at(2027-01-32T00:00:00)',
    'at(2027-01-01T24:00:00)',
    'at(2027-01-01T00:60:00)',
    'at(2027-01-01T00:00:60)',
    'at(2027-01-01T00:00)',
    'at(2027-01-01 00:00:00)',
    'at(2027-01-01T00:00:00Z)',
    'at(2027-01-01T00:00:00+01:00)',
    'at(2027-1-1T00:00:00)',
    'at(tomorrow)',
  ])('%s is refused', (text) => {
    expect(parseExpression(text)).toHaveProperty('problem');
  });
});

describe('cron', () => {
  // The examples of AWS's page on schedule types, and one for each wildcard of its table.
  test.each([
    ['0 10 * * ? *', 31],
    ['15 12 * * ? *', 31],
    ['0 18 ? * MON-FRI *', 22],
    ['0 8 1 * ? *', 1],
    ['0/15 * * * ? *', 2920],
    ['0/10 * ? * MON-FRI *', 3129],
    ['0/5 8-17 ? * MON-FRI *', 2608],
    ['15 10 ? * 6L 2022-2023', 1],
    ['0 9 ? * 2#1 *', 1],
    ['0 9 ? * MON#1 *', 1],
    ['0 9 ? * L *', 5],
    ['0 9 L * ? *', 1],
    ['0 9 15W * ? *', 1],
    ['0 9 31W 1 ? *', 1],
    ['0,30 9 ? * 1,7 *', 18],
    ['0 0 1 1 ? *', 1],
    ['0 0 1 JAN,APR,JUL,OCT ? *', 1],
    ['0 12 ? * SUN 2027,2029-2031', 5],
    ['0-59/20 0 1-31 1-12 ? 2027-2199/2', 92],
    ['*/10 0 * * ? *', 183],
  ])('cron(%s) fires about %i times a month', (fields, times) => {
    expect(parseExpression(`cron(${fields})`)).toMatchObject({ fires: 'by calendar', timesPerMonth: times });
  });

  test.each([
    ['* * * * ? *', 43_800],
    ['* * ? * * *', 43_800],
  ])('cron(%s) fires every minute', (fields, times) => {
    expect(timesPerMonth(`cron(${fields})`)).toBe(times);
  });

  test.each([
    ['60 * * * ? *', 'first'],
    ['-1 * * * ? *', 'first'],
    ['a * * * ? *', 'first'],
    ['5/ * * * ? *', 'first'],
    ['/5 * * * ? *', 'first'],
    ['5/0 * * * ? *', 'first'],
    ['5/60 * * * ? *', 'first'],
    ['*,5 * * * ? *', 'first'],
    ['5, * * * ? *', 'first'],
    ['20-10 * * * ? *', 'first'],
    ['? * * * ? *', 'first'],
    ['1-2-3 * * * ? *', 'first'],
    ['001 * * * ? *', undefined],
    ['0 24 * * ? *', 'second'],
    ['0 L * * ? *', 'second'],
    ['0 0 0 * ? *', 'third'],
    ['0 0 32 * ? *', 'third'],
    ['0 0 0W * ? *', 'third'],
    ['0 0 32W * ? *', 'third'],
    ['0 0 1,L * ? *', 'third'],
    ['0 0 L-3 * ? *', 'third'],
    ['0 0 2#1 * ? *', 'third'],
    ['0 0 1 0 ? *', 'fourth'],
    ['0 0 1 13 ? *', 'fourth'],
    ['0 0 1 jan ? *', 'fourth'],
    ['0 0 1 JANUARY ? *', 'fourth'],
    ['0 0 ? * 0 *', 'fifth'],
    ['0 0 ? * 8 *', 'fifth'],
    ['0 0 ? * mon *', 'fifth'],
    ['0 0 ? * 2#6 *', 'fifth'],
    ['0 0 ? * 2#0 *', 'fifth'],
    ['0 0 ? * 3#1,6#3 *', 'fifth'],
    ['0 0 ? * 15W *', 'fifth'],
    ['0 0 ? * FRI-MON *', 'fifth'],
    ['0 0 1 1 ? 1969', 'sixth'],
    ['0 0 1 1 ? 2200', 'sixth'],
    ['0 0 1 1 ? ?', 'sixth'],
  ])('cron(%s): the %s field is wrong', (fields, ordinal) => {
    const parsed = parseExpression(`cron(${fields})`);
    if (ordinal === undefined) expect(parsed).not.toHaveProperty('problem');
    else expect(parsed).toMatchObject({ problem: expect.stringContaining(`as its ${ordinal} field`) });
  });

  test.each(['0 0 * * * *', '0 0 ? * ? *', '0 0 1 * MON *'])('cron(%s): exactly one day field is ?', (fields) => {
    expect(parseExpression(`cron(${fields})`)).toMatchObject({ problem: expect.stringContaining('exactly one') });
  });

  test.each(['0 0 * * ?', '0 0 * * ? * *', '0  0 * * ? *', ' 0 0 * * ? *', '', '0 0 * * ? * '])(
    'cron(%s): there are six fields',
    (fields) => {
      expect(parseExpression(`cron(${fields})`)).toMatchObject({ problem: expect.stringContaining('six fields') });
    },
  );
});

test('how often an expression fires in a month', () => {
  expect(timesPerMonth('rate(1 minute)')).toBe(43_800);
  expect(timesPerMonth('rate(1 day)')).toBe(31);
  expect(timesPerMonth('rate(365 days)')).toBe(1);
  expect(timesPerMonth('at(2027-01-01T00:00:00)')).toBe(1);
});

test('the last day on which an expression fires', () => {
  expect(lastDay('rate(1 day)')).toBeUndefined();
  expect(lastDay('at(2027-01-01T10:00:00)')).toBe('2027-01-01');
  expect(lastDay('cron(0 0 1 1 ? 2026-2028,2027)')).toBe('2028-12-31');
  expect(lastDay('cron(0 0 1 1 ? *)')).toBe('2199-12-31');
});

test('an expression has at most 256 characters', () => {
  const minutes = Array.from({ length: 60 }, (_, minute) => minute).join(',');
  const days = Array.from({ length: 31 }, (_, day) => day + 1).join(',');
  expect(expressionSchema.safeParse(`cron(${minutes} 0 * * ? *)`).success).toBe(true);
  expect(expressionSchema.safeParse(`cron(${minutes} 0 ${days} * ? *)`).success).toBe(false);
});

describe('time zones', () => {
  test.each([
    'UTC',
    'Europe/Berlin',
    'Asia/Kolkata',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
    'Etc/GMT+5',
    'US/Eastern',
  ])('%s', (name) => {
    expect(timezoneSchema.safeParse(name).success).toBe(true);
  });

  test.each([
    'Europe/Berlim',
    'europe/berlin',
    'Europe/BERLIN',
    'EST',
    'CET',
    'GMT',
    '+01:00',
    'utc',
    '',
    'Europe/',
    '../Europe/Berlin',
    `Europe/${'A'.repeat(50)}`,
  ])('%s is refused', (name) => {
    expect(timezoneSchema.safeParse(name).success).toBe(false);
  });
});
