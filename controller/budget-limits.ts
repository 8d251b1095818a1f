import type { BudgetLimit } from './cost/check.ts';
import { locateFinding } from './documents/locate.ts';
import type { Path } from './documents/path.ts';
import type { AnyDocument, RegistryDocument } from './documents/registry.ts';

/**
 * The limits that a registry sets: the Platform's for everything, each Team's for its own, an Agent's for what it is made of. A Team or
 * Agent without the field sets none. `owners` has the logins that answer for a team, and under the empty name for the platform.
 */
export function budgetLimits(
  documents: readonly AnyDocument[],
  owners: ReadonlyMap<string, readonly string[]> = new Map(),
): readonly BudgetLimit[] {
  return limitsOf(documents).map((one) => {
    const answering = owners.get(one.team ?? '');
    return answering === undefined ? one : { ...one, owners: answering };
  });
}

function limitsOf(documents: readonly AnyDocument[]): readonly BudgetLimit[] {
  const parts = Map.groupBy(documents, ({ partOf = '', metadata }) => `${metadata.team} ${partOf}`);
  return documents.flatMap((document) => {
    if (document.kind === 'Platform') return limit(document, document.spec.cost.monthlyBudgetUsd, BUDGET);
    if (document.kind === 'Agent') return agentLimit(document, parts);
    if (document.kind !== 'Team') return [];
    const team = document.metadata.name;
    return limit(document, document.spec.quotas?.monthlyUsd, QUOTA).map((own) => ({ ...own, team }));
  });
}

function agentLimit(
  agent: RegistryDocument<'Agent'>,
  parts: ReadonlyMap<string, readonly AnyDocument[]>,
): readonly BudgetLimit[] {
  const { name, team } = agent.metadata;
  const whole = `${agent.kind}/${name}`;
  const itsParts = parts.get(`${team} ${whole}`) ?? [];
  const own = new Set([whole, ...itsParts.map(({ kind, metadata }) => `${kind}/${metadata.name}`)]);
  const limits = limit(agent, agent.spec.budget?.monthlyUsd, ['spec', 'budget', 'monthlyUsd']);
  return limits.map((one) => ({ ...one, ...(team !== undefined && { team }), agent: { name, documents: own } }));
}

const BUDGET: Path = ['spec', 'cost', 'monthlyBudgetUsd'];
const QUOTA: Path = ['spec', 'quotas', 'monthlyUsd'];

function limit({ source }: AnyDocument, monthlyUsd: number | undefined, path: Path): readonly BudgetLimit[] {
  return monthlyUsd === undefined ? [] : [{ monthlyUsd, ...locateFinding(source, path) }];
}
