import { expect, test } from 'vitest';
import { answers, type Consent } from '../../../controller/diagnostics/consent.ts';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import { askConsent } from '../../../controller/guard/ask-consent.ts';
import { lacksOnlyConsent, missingConsents, withConsents } from '../../../controller/guard/with-consents.ts';

const place = { file: 'platform.yaml', line: 1, column: 1, path: '' };
const loss: Finding = {
  ...{ code: 'DataLoss', severity: 'error', message: 'The table goes.', ...place, hint: 'Undo it.' },
  consent: { what: 'data-loss', owners: ['Mona'] },
};
const budget: Finding = {
  ...{ code: 'BudgetExceeded', severity: 'error', message: 'It is dear.', ...place },
  consent: { what: 'budget' },
};
const empty: Finding = { code: 'EmptyRegistry', severity: 'error', message: 'Nothing is there.', ...place };
const consent = (change: Partial<Consent> = {}): Consent => ({
  ...{ what: 'data-loss', by: 'mona', at: Date.parse('2026-11-26T12:00:00Z'), via: 'comment', number: 7 },
  ...change,
});

test('what somebody agreed to explains who, when and how, and stops nothing', () => {
  expect(withConsents([loss, budget], [consent()])).toEqual([
    {
      code: 'DataLoss',
      severity: 'info',
      message: 'The table goes. Agreed by mona at 2026-11-26T12:00:00.000Z via a comment on #7.',
      ...place,
      consent: { what: 'data-loss', owners: ['Mona'] },
    },
    budget,
  ]);
});

test.each([
  [consent(), true],
  [consent({ by: 'octocat' }), false],
  [consent({ what: 'budget' }), false],
  [consent({ by: 'arn:aws:iam::123456789012:user/ann', via: 'command-line' }), true],
])('an owner has to agree, or whom IAM lets use the command line: %j: %s', (given, expected) => {
  expect(answers(given, { what: 'data-loss', owners: ['Mona'] })).toBe(expected);
});

test('nobody can agree to what nothing asks for', () => {
  const all = (['data-loss', 'mass-delete', 'iam', 'budget', 'rename'] as const).map((what) => consent({ what }));
  expect(withConsents([empty], all)).toEqual([empty]);
});

test('what is missing is named once, in a fixed order', () => {
  expect(missingConsents([budget, loss, loss, empty])).toEqual(['data-loss', 'budget']);
  expect(missingConsents(withConsents([budget, loss], [consent()]))).toEqual(['budget']);
});

test.each([
  [[loss, budget], true],
  [[loss, empty], false],
  [[], false],
  [[{ ...loss, severity: 'warning' as const }], false],
])('%#: whether consent is all that a plan lacks: %s', (findings, expected) => {
  expect(lacksOnlyConsent(findings)).toBe(expected);
});

test('what the platform does not want to be asked about is a warning, and cannot be agreed to', () => {
  const { consent: _, ...rest } = budget;
  expect(askConsent([loss, budget, empty], new Set(['data-loss']))).toEqual([
    loss,
    { ...rest, severity: 'warning' },
    empty,
  ]);
});
