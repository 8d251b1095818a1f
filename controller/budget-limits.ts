import type { BudgetLimit } from './cost/check.ts';
import { locateFinding } from './documents/locate.ts';
import type { Path } from './documents/path.ts';
import type { AnyDocument } from './documents/registry.ts';

/** The limits that a registry sets: the Platform's for everything, each Team's for its own. A Team without the field sets none. */
export function budgetLimits(documents: readonly AnyDocument[]): readonly BudgetLimit[] {
  return documents.flatMap((document) => {
    if (document.kind === 'Platform') return limit(document, document.spec.cost.monthlyBudgetUsd, BUDGET);
    if (document.kind !== 'Team') return [];
    const team = document.metadata.name;
    return limit(document, document.spec.quotas?.monthlyUsd, QUOTA).map((own) => ({ ...own, team }));
  });
}

const BUDGET: Path = ['spec', 'cost', 'monthlyBudgetUsd'];
const QUOTA: Path = ['spec', 'quotas', 'monthlyUsd'];

function limit({ source }: AnyDocument, monthlyUsd: number | undefined, path: Path): readonly BudgetLimit[] {
  return monthlyUsd === undefined ? [] : [{ monthlyUsd, ...locateFinding(source, path) }];
}
