import { ASSUMPTIONS, type AssumptionName } from '../cost/assumptions.ts';
import type { Estimate, ResourceCost } from '../cost/estimate.ts';
import { type CostGroup, componentsOf, kindsOf, SHARED, teamsOf } from '../cost/groups.ts';
import { usdOf } from '../cost/money.ts';
import type { CostLine } from '../cost/priced.ts';
import { PRICE_PAGES, PRICES, PRICES_AS_OF } from '../cost/prices.ts';
import type { Finding } from '../diagnostics/finding.ts';

/**
 * An estimate as `cost --format json` prints it: its members are a promise (docs/reference/cli.md), so each is named here. Amounts are
 * US dollars a month, exact to a millionth; `monthlyUsd` is `null` when errors stopped the estimate.
 */
export function estimateJson(estimate: Estimate | undefined, findings: readonly Finding[]) {
  if (estimate === undefined) return { currency: 'USD', pricesAsOf: PRICES_AS_OF, monthlyUsd: null, findings };
  const { region, micros, resources, unpriced, assumed } = estimate;
  return {
    currency: 'USD',
    region,
    pricesAsOf: PRICES_AS_OF,
    monthlyUsd: usdOf(micros),
    teams: teamsOf(estimate).map((team) => ({
      team: team.name === SHARED ? null : team.name,
      monthlyUsd: usdOf(team.micros),
      kinds: kindsOf(team).map(kindJson),
    })),
    kinds: kindsOf(estimate).map(kindJson),
    components: componentsOf(estimate).map(({ name, micros }) => ({ component: name, monthlyUsd: usdOf(micros) })),
    resources: resources.map(resourceJson),
    unpriced,
    assumptions: textsOf(assumed),
    findings,
  };
}

function kindJson({ name, micros }: CostGroup) {
  return { kind: name, monthlyUsd: usdOf(micros) };
}

function resourceJson({ stack, component, team, logicalId, type, document, micros, lines, assumed }: ResourceCost) {
  return {
    stack,
    component,
    team: team ?? null,
    logicalId,
    type,
    document: document ?? null,
    monthlyUsd: usdOf(micros),
    lines: lines.map(lineJson),
    assumptions: textsOf(assumed),
  };
}

function lineJson({ what, quantity, price, micros }: CostLine) {
  const { name, usd, per, unit, borrowed } = price;
  const source = PRICE_PAGES[PRICES[name].page];
  return { what, quantity, unit, unitUsd: usd, per, monthlyUsd: usdOf(micros), source, borrowed };
}

function textsOf(names: readonly AssumptionName[]): readonly string[] {
  return names.map((name) => ASSUMPTIONS[name].text);
}
