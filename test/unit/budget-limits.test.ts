import { expect, test } from 'vitest';
import { budgetLimits } from '../../controller/budget-limits.ts';
import type { AnyDocument } from '../../controller/documents/registry.ts';
import { lambda, platform, registryOf, team } from './compile/registry-of.ts';

/** The documents of a small registry, with these specs for its Platform and its Team. */
function documentsWith(platformSpec: object, teamSpec: object): readonly AnyDocument[] {
  const { documents } = registryOf(platform(), { web: [team('web'), lambda('web')] });
  const more: Readonly<Record<string, object>> = { Platform: platformSpec, Team: teamSpec };
  return documents.map((document): AnyDocument => {
    const source = { ...document.source, text: 'kind: X\nspec:\n  cost:\n    monthlyBudgetUsd: 40\n' };
    return Object.assign({}, document, { source, spec: { ...document.spec, ...more[document.kind] } });
  });
}

test('the Platform limits everything, a Team its own, each at the line of its field', () => {
  expect(budgetLimits(documentsWith({ cost: { monthlyBudgetUsd: 40 } }, { quotas: { monthlyUsd: 5.5 } }))).toEqual([
    { monthlyUsd: 40, file: 'platform.yaml', line: 4, column: 23, path: 'spec.cost.monthlyBudgetUsd' },
    { team: 'web', monthlyUsd: 5.5, file: 'teams/web/0.yaml', line: 2, column: 1, path: 'spec.quotas.monthlyUsd' },
  ]);
});

test('a Platform without the field has the default, a Team none', () => {
  const { documents } = registryOf(platform(), { web: [team('web', { quotas: { functions: 3 } }), lambda('web')] });
  expect(budgetLimits(documents)).toEqual([
    { monthlyUsd: 50, file: 'platform.yaml', line: 7, column: 3, path: 'spec.cost.monthlyBudgetUsd' },
  ]);
});

test('an Agent limits what it is made of', () => {
  const code = { runtime: 'nodejs24.x', handler: 'index.handler', s3: { bucket: 'acme-artifacts', key: 'a.zip' } };
  const spec = { functions: [code], results: false, budget: { monthlyUsd: 20 } };
  const { documents } = registryOf(platform(), {
    web: [team('web'), lambda('other'), { kind: 'Agent', metadata: { name: 'writer' }, spec }],
  });
  const limits = budgetLimits(documents).filter(({ agent }) => agent !== undefined);
  expect(limits).toEqual([
    {
      team: 'web',
      agent: { name: 'writer', documents: new Set(['Agent/writer', 'Function/writer', 'Queue/writer-work']) },
      monthlyUsd: 20,
      file: 'teams/web/2.yaml',
      line: 20,
      column: 21,
      path: 'spec.budget.monthlyUsd',
    },
  ]);
});
