import type { Finding, Location } from '../diagnostics/finding.ts';
import { type CostChange, type Difference, growthOf } from './change.ts';
import { type Estimate, type ResourceCost, sumOf } from './estimate.ts';
import { centsOf, dollars } from './money.ts';
import { HOME_REGION, PRICES_AS_OF } from './prices.ts';

/** The most that an agent, a team, or without either the whole platform may cost a month, and where the registry says so. */
export interface BudgetLimit extends Location {
  readonly team?: string;
  /** The team's agent that is meant, and all documents that it is made of, e.g. `Function/researcher`. */
  readonly agent?: { readonly name: string; readonly documents: ReadonlySet<string> };
  readonly monthlyUsd: number;
  /** GitHub logins that may agree to more. */
  readonly owners?: readonly string[];
  /** Path of the field in its document, e.g. `spec.quotas.monthlyUsd`. */
  readonly path: string;
}

/** Share of a limit from which on there is a warning. */
const NEAR = 0.8;

/**
 * Compares what a plan makes of the bill with the limits. Above one, a plan that adds to the bill is refused; one that does not is
 * only warned about, so that nobody is kept from saving, or from a change that costs nothing, by a limit that was broken before.
 * `estimate` is what everything costs after the plan.
 */
export function checkBudgets(
  change: CostChange,
  estimate: Estimate,
  limits: readonly BudgetLimit[],
): readonly Finding[] {
  const known = indexOf(change, estimate);
  return limits.flatMap((limit) => {
    const { team, agent, monthlyUsd } = limit;
    const { before, after } = differenceFor(limit, change, known);
    const [cents, allowed] = [centsOf(after), Math.round(monthlyUsd * 100)];
    if (cents < allowed * NEAR || cents === 0) return [];
    const owner = team === undefined ? 'the platform' : `team ${team}`;
    const who = agent === undefined ? owner : `agent ${agent.name} of ${owner}`;
    const is = `The estimate for ${who} is ${dollars(cents)} USD a month`;
    if (cents <= allowed)
      return [nearly(limit, `${is}, ${percent(cents, allowed)} of the ${dollars(allowed)} allowed.`)];
    return [above(limit, `${is}, more than the ${dollars(allowed)} allowed.`, centsOf(before) < cents)];
  });
}

/** Says which prices are not the region's own, and which resources nobody knows a price of; `at` is where the registry names the region. */
export function checkPrices(estimate: Estimate, at: Location & { readonly path: string }): readonly Finding[] {
  const { region, borrowed, unpriced } = estimate;
  const place = { ...at, severity: 'info' } as const;
  const foreign = {
    ...place,
    code: 'PriceBorrowed',
    message: `The cost estimate takes ${borrowedWords(borrowed.length, region)}: ${borrowed.join(', ')}.`,
    hint: `The price table is of ${PRICES_AS_OF}. Prices of other regions are often higher, some of them twice.`,
  } as const;
  const types = [...new Set(unpriced.map(({ type }) => type))].sort();
  const missing = {
    ...place,
    code: 'PriceUnknown',
    message: `The cost estimate leaves out ${unpriced.length === 1 ? '1 resource' : `${unpriced.length} resources`} whose price is not known: ${types.join(', ')}.`,
  } as const;
  return [...(borrowed.length > 0 ? [foreign] : []), ...(types.length > 0 ? [missing] : [])];
}

function borrowedWords(count: number, region: string): string {
  return count === 1
    ? `1 price of ${HOME_REGION}, because the price of ${region} is not known`
    : `${count} prices of ${HOME_REGION}, because those of ${region} are not known`;
}

/** Parts of a bill by what limits ask for. */
interface Bill {
  readonly teams: ReadonlyMap<string | undefined, Difference>;
  /** Team and document → what it costs after the plan. */
  readonly documents: ReadonlyMap<string, readonly ResourceCost[]>;
  /** Stack and logical id → what changes there. */
  readonly changes: ReadonlyMap<string, Difference>;
}

function indexOf({ teams, resources }: CostChange, estimate: Estimate): Bill {
  return {
    teams: new Map(teams.map((one) => [one.team, one])),
    documents: Map.groupBy(estimate.resources, ({ team, document = '' }) => `${team} ${document}`),
    changes: new Map(resources.map((one) => [`${one.stack} ${one.logicalId}`, one])),
  };
}

/** What a plan does to the part of the bill that a limit is about. */
function differenceFor({ team, agent }: BudgetLimit, change: CostChange, bill: Bill): Difference {
  if (agent !== undefined) return agentDifference(agent.documents, team, bill);
  const found = team === undefined ? change : bill.teams.get(team);
  return found ?? { before: 0, after: 0 };
}

/** What an agent no longer has is not counted, neither before nor after. */
function agentDifference(names: ReadonlySet<string>, team: string | undefined, bill: Bill): Difference {
  const own = [...names].flatMap((name) => bill.documents.get(`${team} ${name}`) ?? []);
  const changed = own.flatMap(({ stack, logicalId }) => bill.changes.get(`${stack} ${logicalId}`) ?? []);
  const after = sumOf(own);
  return { before: after - changed.reduce((sum, one) => sum + growthOf(one), 0), after };
}

function nearly(limit: BudgetLimit, message: string): Finding {
  return finding(limit, 'BudgetNearlyUsed', 'warning', message);
}

function above(limit: BudgetLimit, message: string, grows: boolean): Finding {
  const isOwn = limit.team === undefined || limit.agent !== undefined;
  const code = isOwn ? 'BudgetExceeded' : 'QuotaExceeded';
  if (!grows) return finding(limit, code, 'warning', message);
  // Somebody may agree to it, as long as it is not whoever wants to spend the money.
  const { owners } = limit;
  const consent = { what: 'budget', ...(owners !== undefined && { owners }) } as const;
  return { ...finding(limit, code, 'error', message), consent };
}

function finding(
  { file, line, column, path }: BudgetLimit,
  code: 'BudgetExceeded' | 'BudgetNearlyUsed' | 'QuotaExceeded',
  severity: Finding['severity'],
  message: string,
): Finding {
  const hint = '`holdfast cost` shows where each dollar goes.';
  return { code, severity, message, file, line, column, path, hint };
}

function percent(part: number, whole: number): string {
  return `${Math.floor((part / whole) * 100)} %`;
}
