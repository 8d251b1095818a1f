import { expect, test } from 'vitest';
import { compareCosts } from '../../../controller/cost/change.ts';
import { type BudgetLimit, checkBudgets, checkPrices } from '../../../controller/cost/check.ts';
import { estimateStacks } from '../../../controller/cost/estimate.ts';
import { estimateOf, resource, stack } from './stacks.ts';

const AT = { file: 'platform.yaml', line: 9, column: 5 };

/** A platform of so many dashboards (3 USD each), of which a team has some of its own. */
function dashboards(shared: number, own: number) {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [`D${index}`, resource('AWS::CloudWatch::Dashboard')]),
    );
  return estimateStacks([stack(many(shared)), stack(many(own), 'web')], 'us-east-1');
}

function check(before: readonly [number, number], after: readonly [number, number], limit: Partial<BudgetLimit>) {
  const estimate = dashboards(...after);
  const change = compareCosts(dashboards(...before), estimate);
  const limits = [{ ...AT, path: 'spec.cost.budgetUsd', monthlyUsd: 30, ...limit }];
  return checkBudgets(change, estimate, limits).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);
}

test('a plan that takes the platform above its budget is refused', () => {
  expect(check([10, 0], [11, 0], {})).toEqual([
    'error BudgetExceeded: The estimate for the platform is 33.00 USD a month, more than the 30.00 allowed.',
  ]);
});

test('a plan that adds nothing is only warned about a budget that was exceeded before', () => {
  const warning =
    'warning BudgetExceeded: The estimate for the platform is 33.00 USD a month, more than the 30.00 allowed.';
  expect(check([11, 0], [11, 0], {})).toEqual([warning]);
  expect(check([12, 0], [11, 0], {})).toEqual([warning]);
});

test('from 80 % on there is a warning; the budget itself may be used up', () => {
  expect(check([0, 0], [7, 0], {})).toEqual([]);
  expect(check([0, 0], [8, 0], {})).toEqual([
    'warning BudgetNearlyUsed: The estimate for the platform is 24.00 USD a month, 80 % of the 30.00 allowed.',
  ]);
  expect(check([0, 0], [10, 0], {})).toEqual([
    'warning BudgetNearlyUsed: The estimate for the platform is 30.00 USD a month, 100 % of the 30.00 allowed.',
  ]);
});

test('a team is held to its own limit by its own growth', () => {
  const limit = { team: 'web', monthlyUsd: 5 };
  expect(check([1, 1], [1, 2], limit)).toEqual([
    'error QuotaExceeded: The estimate for team web is 6.00 USD a month, more than the 5.00 allowed.',
  ]);
  expect(check([1, 2], [9, 2], limit)).toEqual([
    'warning QuotaExceeded: The estimate for team web is 6.00 USD a month, more than the 5.00 allowed.',
  ]);
  expect(check([1, 0], [9, 0], limit)).toEqual([]);
  expect(check([1, 2], [1, 2], { team: 'other', monthlyUsd: 0 })).toEqual([]);
});

test('an agent is held to its budget by what it is made of, whatever else its team has', () => {
  const own = (count: number) => {
    const ids = Array.from({ length: count }, (_, index) => `Own${index}`);
    const resources = [...ids, 'Other'].map((id) => [id, resource('AWS::CloudWatch::Dashboard')] as const);
    const sources = Object.fromEntries(ids.map((id) => [id, { ...AT, document: 'Function/writer-tool' }]));
    return estimateStacks([{ ...stack(Object.fromEntries(resources), 'web'), sources }], 'us-east-1');
  };
  const limit = { ...AT, path: 'spec.budget.monthlyUsd', team: 'web', monthlyUsd: 5 };
  const agent = { name: 'writer', documents: new Set(['Agent/writer', 'Function/writer-tool']) };
  const said = (before: number, after: number) =>
    checkBudgets(compareCosts(own(before), own(after)), own(after), [{ ...limit, agent }]).map(
      ({ code, severity, message }) => `${severity} ${code}: ${message}`,
    );
  expect(said(0, 1)).toEqual([]);
  expect(said(1, 2)).toEqual([
    'error BudgetExceeded: The estimate for agent writer of team web is 6.00 USD a month, more than the 5.00 allowed.',
  ]);
  expect(said(2, 2)).toEqual([
    'warning BudgetExceeded: The estimate for agent writer of team web is 6.00 USD a month, more than the 5.00 allowed.',
  ]);
});

test('a limit of 0 refuses the first cent', () => {
  expect(check([0, 0], [0, 1], { team: 'web', monthlyUsd: 0 })).toEqual([
    'error QuotaExceeded: The estimate for team web is 3.00 USD a month, more than the 0.00 allowed.',
  ]);
});

test('a finding stands at the limit', () => {
  const estimate = dashboards(11, 0);
  const change = compareCosts(dashboards(0, 0), estimate);
  expect(checkBudgets(change, estimate, [{ ...AT, path: 'spec.cost.budgetUsd', monthlyUsd: 30 }])).toEqual([
    {
      code: 'BudgetExceeded',
      severity: 'error',
      message: 'The estimate for the platform is 33.00 USD a month, more than the 30.00 allowed.',
      ...AT,
      path: 'spec.cost.budgetUsd',
      hint: '`holdfast cost` shows where each dollar goes.',
      consent: { what: 'budget' },
    },
  ]);
});

test('borrowed prices and missing ones are said at the region, without weight', () => {
  const resources = {
    Queue: resource('AWS::SQS::Queue'),
    Search: resource('AWS::OpenSearchService::Domain'),
    Again: resource('AWS::OpenSearchService::Domain'),
  };
  expect(checkPrices(estimateOf(resources, 'af-south-1'), { ...AT, path: 'spec.region' })).toEqual([
    {
      code: 'PriceBorrowed',
      severity: 'info',
      message:
        'The cost estimate takes 1 price of us-east-1, because the price of af-south-1 is not known: queueRequests.',
      ...AT,
      path: 'spec.region',
      hint: 'The price table is of 2026-11-25. Prices of other regions are often higher, some of them twice.',
    },
    {
      code: 'PriceUnknown',
      severity: 'info',
      message: 'The cost estimate leaves out 2 resources whose price is not known: AWS::OpenSearchService::Domain.',
      ...AT,
      path: 'spec.region',
    },
  ]);
  expect(checkPrices(estimateOf({ Queue: resource('AWS::SQS::Queue') }), { ...AT, path: 'spec.region' })).toEqual([]);
});
