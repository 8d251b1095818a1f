import type { BudgetLimit } from './cost/check.ts';
import { locateFinding } from './documents/locate.ts';
import type { Path } from './documents/path.ts';
import type { AnyDocument } from './documents/registry.ts';

/** The fields by which a document limits what it may cost a month, in US dollars. */
const FIELDS: Readonly<Record<string, Path>> = {
  Platform: ['spec', 'cost', 'monthlyBudgetUsd'],
  Team: ['spec', 'quotas', 'monthlyUsd'],
};

/** The limits that a registry sets: the platform's for everything, each team's for its own. A document without the field sets none. */
export function budgetLimits(documents: readonly AnyDocument[]): readonly BudgetLimit[] {
  return documents.flatMap((document) => {
    const path = FIELDS[document.kind];
    const monthlyUsd = path === undefined ? undefined : valueAt(document, path);
    if (path === undefined || typeof monthlyUsd !== 'number') return [];
    const team = document.kind === 'Team' ? { team: document.metadata.name } : {};
    return [{ ...team, monthlyUsd, ...locateFinding(document.source, path) }];
  });
}

/** What stands at a path of a document, whatever that is: kinds have these fields in some versions only. */
function valueAt(value: unknown, [key, ...rest]: Path): unknown {
  if (key === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return valueAt(Object.entries(value).find(([name]) => name === key)?.[1], rest);
}
