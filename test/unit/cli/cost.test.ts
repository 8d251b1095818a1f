import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedStarter, holdfast } from './run.ts';

const STARTER = ['cost', '--registry', 'test/golden/two-teams/registry'];

async function json(...args: readonly string[]) {
  const { code, out, err } = await holdfast([...args, '--format', 'json']);
  return { code, err, cost: JSON.parse(out) };
}

test.each(['team', 'kind', 'resource'])('cost --by %s reads as it should', async (by) => {
  const { code, out, err } = await holdfast([...STARTER, '--by', by]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  await expect(out).toMatchFileSnapshot(`golden/cost-by-${by}.txt`);
});

test('what is shown adds up to what is shown', async () => {
  const { out } = await holdfast([...STARTER, '--by', 'resource']);
  const amounts = [...out.matchAll(/ (\d+\.\d\d)$/gm)].map(([, amount]) => Math.round(Number(amount) * 100));
  const total = amounts.pop();
  expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(total);
});

test('by team is the default, and Markdown has the same table', async () => {
  expect(await holdfast(STARTER)).toEqual(await holdfast([...STARTER, '--by', 'team']));
  const { out } = await holdfast([...STARTER, '--format', 'markdown']);
  expect(out).toMatch(/^\| team \| kind \| resources \| USD a month \|\n\| --- \| --- \| --- \| --- \|\n/);
  expect(out).toContain('| payments | Route | 1 | 0.16 |\n');
  expect(out).toContain('| total |  |  | 4.06 |\n');
});

test('cost --format json has exactly the promised members', async () => {
  const { code, err, cost } = await json(...STARTER);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(Object.keys(cost)).toEqual([
    ...['currency', 'region', 'pricesAsOf', 'monthlyUsd', 'teams', 'kinds', 'components', 'resources', 'unpriced'],
    ...['assumptions', 'findings'],
  ]);
  expect(cost).toMatchObject({
    currency: 'USD',
    region: 'us-east-1',
    monthlyUsd: 4.063889,
    unpriced: [],
    findings: [],
  });
  expect(cost.teams[2]).toEqual({
    team: 'payments',
    monthlyUsd: 0.364778,
    kinds: [
      { kind: 'Function', monthlyUsd: 0.203778 },
      { kind: 'Route', monthlyUsd: 0.161 },
    ],
  });
  expect(cost.teams[0].team).toBeNull();
  expect(cost.resources.find(({ logicalId }: { logicalId: string }) => logicalId === 'FunctionCharge')).toEqual({
    stack: 'shared-lambda-infra-team-payments',
    component: 'team',
    team: 'payments',
    logicalId: 'FunctionCharge',
    type: 'AWS::Lambda::Function',
    document: 'Function/charge',
    monthlyUsd: 0.153334,
    lines: [
      {
        ...{ what: 'runs', quantity: 100_000, unit: 'requests', unitUsd: 0.2, per: 1_000_000, monthlyUsd: 0.02 },
        ...{ source: 'https://aws.amazon.com/lambda/pricing/', borrowed: false },
      },
      {
        ...{ what: 'time of runs', quantity: 10_000, unit: 'GB-seconds', unitUsd: 0.0000133334, per: 1 },
        ...{ monthlyUsd: 0.133334, source: 'https://aws.amazon.com/lambda/pricing/', borrowed: false },
      },
    ],
    assumptions: ['A function without traffic runs 100,000 times a month', 'A run of a function takes 200 ms'],
  });
});

test('declared traffic counts instead of the assumption', async () => {
  const busy = 'function: charge\n  traffic: { requestsPerMonth: 3000000, averageResponseKb: 0 }';
  const registry = await changedStarter('teams/payments/charge.yaml', 'function: charge', busy);
  const { cost } = await json('cost', '--registry', registry);
  const payments = cost.resources.filter(({ team }: { team: string }) => team === 'payments');
  // Route: 3.00, access log 1.5 GB × 0.50 = 0.75. Function: runs 0.60, 300,000 GB-s × 0.0000133334 = 4.00002. Logs: 3 GB.
  expect(payments.map((one: { logicalId: string; monthlyUsd: number }) => [one.logicalId, one.monthlyUsd])).toEqual([
    ['LogGroupCharge', 1.513315],
    ['FunctionCharge', 4.60002],
    ['RouteCharge', 3.75],
  ]);
});

test('in a region without prices of its own, the table marks them and a notice says so', async () => {
  const registry = await changedStarter('platform.yaml', 'region: us-east-1', 'region: af-south-1');
  const { code, out } = await holdfast(['cost', '--registry', registry, '--by', 'resource']);
  expect(code).toBe(0);
  expect(out).toMatch(/100,000 requests +0\.2 per 1,000,000 \* +0\.02/);
  expect(out).toContain('* 12 prices of us-east-1 stand in for those of af-south-1.');
  expect(out).toContain('info PriceBorrowed');
});

test('a team above its quota: exit 1, and the finding at the quota under the table', async () => {
  const team = 'pathPrefix: /payments\n  quotas: { monthlyUsd: 0.3 }';
  const registry = await changedStarter('teams/payments/team.yaml', 'pathPrefix: /payments', team);
  const { code, out } = await holdfast(['cost', '--registry', registry]);
  expect(code).toBe(1);
  expect(out).toContain('teams/payments/team.yaml:10:25 error QuotaExceeded\n');
  expect(out).toContain('  The estimate for team payments is 0.36 USD a month, more than the 0.30 allowed.\n');
  expect(out).toContain('total');
  const plan = await holdfast(['plan', '--registry', registry, '--offline', '--format', 'json']);
  expect(JSON.parse(plan.out).findings).toMatchObject([{ code: 'QuotaExceeded', severity: 'error' }]);
});

test('a policy judges teams and documents by the same estimate', async () => {
  const registry = await changedStarter('platform.yaml', 'azs: 2', 'azs: 2');
  const rules = 'rules: { maxMonthlyUsdPerTeam: 0.35, maxMonthlyUsdPerDocument: 0.2 }';
  await mkdir(join(registry, 'policies'));
  await writeFile(
    join(registry, 'policies/cost.yaml'),
    `apiVersion: holdfast/v1\nkind: Policy\nmetadata: { name: cost }\nspec:\n  mode: deny\n  ${rules}\n`,
  );
  const { code, out } = await holdfast(['validate', '--registry', registry, '--format', 'json']);
  expect(code).toBe(1);
  expect(JSON.parse(out).findings.map(({ message }: { message: string }) => message)).toEqual([
    'Policy cost (maxMonthlyUsdPerDocument): an estimated 0.20 USD a month is more than 0.20.',
    'Policy cost (maxMonthlyUsdPerTeam): an estimated 0.36 USD a month is more than 0.35.',
  ]);
  const cost = await holdfast(['cost', '--registry', registry]);
  expect(cost.code).toBe(1);
  expect(cost.out).toMatch(/^total +4\.06$/m);
});

test('errors in the registry stop the estimate: exit 1, and the findings instead', async () => {
  const registry = await changedStarter('teams/orders/status.yaml', 'function: status', 'function: statsu');
  const { code, cost } = await json('cost', '--registry', registry);
  expect(code).toBe(1);
  expect(cost).toMatchObject({ currency: 'USD', monthlyUsd: null, findings: [{ severity: 'error', line: 26 }] });
  const { out } = await holdfast(['cost', '--registry', registry]);
  expect(out).toContain('teams/orders/status.yaml:26:13 error ');
  expect(out).not.toContain('USD A MONTH');
});

test('an order that does not exist is refused', async () => {
  const { code, err } = await holdfast([...STARTER, '--by', 'colour']);
  expect(code).toBe(2);
  expect(err).toContain("argument 'colour' is invalid. Allowed choices are team, kind, resource.");
});
