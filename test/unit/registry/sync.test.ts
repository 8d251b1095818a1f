import { describe, expect, test } from 'vitest';
import { CONSENT_KINDS } from '../../../controller/diagnostics/consent.ts';
import { ownersSchema } from '../../../registry/kinds/owners.ts';
import { syncSchema } from '../../../registry/kinds/platform/sync.ts';

const windowWith = (change: object) =>
  syncSchema.safeParse({ windows: [{ kind: 'allow', schedule: '0 22 * * *', durationMinutes: 60, ...change }] });

describe('sync', () => {
  test('what is left out: everything that can be agreed to is asked, and there are no windows', () => {
    expect(syncSchema.parse({})).toEqual({
      mode: 'auto',
      prune: true,
      selfHeal: false,
      rollback: 'none',
      deployment: 'standard',
      parallelStacks: 10,
      confirm: ['data-loss', 'mass-delete', 'iam', 'budget', 'rename'],
      limits: { deletes: 20, share: 30 },
      windows: [],
    });
  });

  test('what can be asked is what can be agreed to, and team-iam', () => {
    for (const kind of [...CONSENT_KINDS, 'team-iam'])
      expect(syncSchema.safeParse({ confirm: [kind] }).success).toBe(true);
    expect(syncSchema.safeParse({ confirm: ['everything'] }).success).toBe(false);
    expect(syncSchema.safeParse({ confirm: [] }).success).toBe(true);
  });

  test.each([
    [
      '0 22 * *',
      'must have five fields with single spaces between them: minutes, hours, day of the month, month, day of the week',
    ],
    [
      '0 22 * * * *',
      'must have five fields with single spaces between them: minutes, hours, day of the month, month, day of the week',
    ],
    ['60 22 * * *', 'must have minutes of 0 to 59 as its first field'],
    ['0 24 * * *', 'must have hours of 0 to 23 as its second field'],
    ['0 0 0 * *', 'must have days of the month of 1 to 31 as its third field'],
    ['0 0 * 13 *', 'must have months of 1 to 12 or JAN to DEC as its fourth field'],
    ['0 0 * * 8', 'must have days of the week of 0 to 7 or SUN to SAT as its fifth field'],
    ['0 5/2 * * *', 'must have hours of 0 to 23 as its second field'],
    ['0 9-5 * * *', 'must have hours of 0 to 23 as its second field'],
    [
      '@daily',
      'must have five fields with single spaces between them: minutes, hours, day of the month, month, day of the week',
    ],
  ])('the schedule %s is refused', (schedule, problem) => {
    expect(windowWith({ schedule }).error?.issues.map(({ message }) => message)).toEqual([problem]);
  });

  test.each(['0-30/10 0,12 1-7 JAN-MAR MON', '*/5 * * * *', '0 0 31 12 SUN,6'])(
    'the schedule %s is taken',
    (schedule) => {
      expect(windowWith({ schedule }).success).toBe(true);
    },
  );

  test.each([
    [{ timezone: 'Europe/Berlin' }, true],
    [{ timezone: 'Mars/Olympus' }, false],
    [{ timezone: '+02:00' }, false],
    [{ durationMinutes: 0 }, false],
    [{ durationMinutes: 10_080 }, true],
    [{ durationMinutes: 10_081 }, false],
    [{ kind: 'maybe' }, false],
    [{ reason: '' }, false],
  ])('%j: %s', (change, expected) => {
    expect(windowWith(change).success).toBe(expected);
  });
});

test.each([
  ['octocat', true],
  ['mona-lisa_corp', true],
  ['@octocat', false],
  ['-octocat', false],
  ['octo cat', false],
  ['helper[bot]', false],
  ['', false],
])('the owner %j: %s', (login, expected) => {
  expect(ownersSchema.safeParse([login]).success).toBe(expected);
});
