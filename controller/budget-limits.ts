import type { BudgetLimit } from './cost/check.ts';
import { locateFinding } from './documents/locate.ts';
import type { Path } from './documents/path.ts';
import type { AnyDocument, RegistryDocument } from './documents/registry.ts';

/** The limits that a registry sets: the Platform's for everything, each Team's for its own. A document without the field sets none. */
export function budgetLimits(documents: readonly AnyDocument[]): readonly BudgetLimit[] {
  return documents.flatMap((document) => {
    if (document.kind === 'Platform') return limit(document, platformBudget(document), BUDGET);
    if (document.kind !== 'Team') return [];
    const team = document.metadata.name;
    return limit(document, document.spec.quotas?.monthlyUsd, QUOTA).map((own) => ({ ...own, team }));
  });
}

const BUDGET: Path = ['spec', 'cost', 'monthlyBudgetUsd'];
const QUOTA: Path = ['spec', 'quotas', 'monthlyUsd'];

function limit({ source }: AnyDocument, monthlyUsd: unknown, path: Path): readonly BudgetLimit[] {
  return typeof monthlyUsd === 'number' ? [{ monthlyUsd, ...locateFinding(source, path) }] : [];
}

/** `spec.cost.monthlyBudgetUsd`, read as data: the Platform has the field in some versions only. */
function platformBudget({ spec }: RegistryDocument<'Platform'>): unknown {
  const { cost }: Readonly<Record<string, unknown>> = { ...spec };
  return typeof cost === 'object' && cost !== null && 'monthlyBudgetUsd' in cost ? cost.monthlyBudgetUsd : undefined;
}
