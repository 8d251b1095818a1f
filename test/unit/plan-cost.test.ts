import { expect, test } from 'vitest';
import { compile } from '../../controller/compile/compile.ts';
import type { BudgetLimit } from '../../controller/cost/check.ts';
import { buildGraph } from '../../controller/graph/build-graph.ts';
import type { ObservedStack } from '../../controller/observe/observed.ts';
import { type CostInput, costFindings, estimateDesired, planCost } from '../../controller/plan-cost.ts';
import { lambda, platform, registryOf, team } from './compile/registry-of.ts';

/** A team `web` with a function of so many MB: 100,000 runs of 0.2 s are 20,000 s, of which a GB-second costs 0.0000133334. */
function desiredOf(memoryMb: number, spec: Readonly<Record<string, unknown>> = {}) {
  const registry = registryOf(platform(spec), { web: [team('web'), lambda('web', { memoryMb })] });
  const shared = registry.documents.find((document) => document.kind === 'Platform');
  if (shared === undefined) throw new Error('no platform');
  const { desired } = compile(buildGraph(registry).graph, {});
  return { desired, platform: shared, prune: shared.spec.sync.prune, estimate: estimateDesired(desired, shared) };
}

type Desired = ReturnType<typeof desiredOf>;

/** The stacks as they would be after applying, with their templates. */
function applied({ desired }: Desired): readonly ObservedStack[] {
  return desired.stacks.map(({ name, template, tags }) => ({
    ...{ name, template, tags, stackId: name, status: 'UPDATE_COMPLETE' },
    ...{ parameters: {}, outputs: {}, resources: [] },
  }));
}

function priced(input: CostInput, limits: readonly BudgetLimit[]) {
  const bill = planCost(input);
  return { cost: bill.cost, findings: costFindings(bill, input.platform, limits) };
}

function costOf(wanted: Desired, stacks: readonly ObservedStack[]) {
  const { cost, findings } = priced({ ...wanted, observed: { stacks } }, []);
  const { before, after, resources } = cost;
  return { before, after, resources: resources.map((one) => [one.logicalId, one.after - one.before]), findings };
}

const SMALL = desiredOf(1024);
const LARGE = desiredOf(2048);
const WHOLE = costOf(SMALL, []).after;

test('a bigger function: exactly what its memory costs more', () => {
  // 20,000 GB-s × 0.0000133334 = 0.266668
  const grown = costOf(LARGE, applied(SMALL));
  expect(grown).toMatchObject({ before: WHOLE, after: WHOLE + 266_668, resources: [['FunctionWeb', 266_668]] });
  expect(costOf(SMALL, applied(LARGE)).resources).toEqual([['FunctionWeb', -266_668]]);
});

test('a stack that the record answered for has no template, and costs what is desired', () => {
  const recorded = applied(SMALL).map(({ template: _, ...stack }) => stack);
  expect(costOf(SMALL, recorded)).toMatchObject({ before: WHOLE, after: WHOLE, resources: [] });
});

test('without stacks, and with stacks that hold nothing, everything is new', () => {
  const empty = applied(SMALL).map((stack) => ({ ...stack, status: 'ROLLBACK_COMPLETE' }));
  expect(costOf(SMALL, empty)).toMatchObject({ before: 0, after: WHOLE });
  expect(costOf(SMALL, [])).toMatchObject({ before: 0, after: WHOLE });
});

test('a stack that left the registry costs nothing more once it is pruned, and goes on costing until then', () => {
  const [gone] = applied(SMALL).filter(({ name }) => name.endsWith('-team-web'));
  if (gone === undefined) throw new Error('no team stack');
  const left = { ...gone, name: 'acme-platform-team-old', tags: { ...gone.tags, team: 'old' } };
  const own = costOf(SMALL, [gone]).before;
  const stacks = [...applied(SMALL), left];
  expect(costOf(SMALL, stacks)).toMatchObject({ before: WHOLE + own, after: WHOLE });
  const keeping = desiredOf(1024, { sync: { prune: false } });
  expect(costOf(keeping, stacks)).toMatchObject({ before: WHOLE + own, after: WHOLE + own });
});

test('prices that are not the region’s own are said at the region, limits at their line', () => {
  const far = desiredOf(1024, { region: 'af-south-1' });
  const limit = { monthlyUsd: 1, file: 'platform.yaml', line: 3, column: 4, path: 'spec.cost.budgetUsd' };
  const { findings } = priced({ ...far, observed: { stacks: [] } }, [limit]);
  expect(findings).toMatchObject([
    { code: 'PriceBorrowed', severity: 'info', file: 'platform.yaml', path: 'spec.region' },
    { code: 'BudgetExceeded', severity: 'error', line: 3, column: 4 },
  ]);
  expect(costOf(SMALL, []).findings).toEqual([]);
});
