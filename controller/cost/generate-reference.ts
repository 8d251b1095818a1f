import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ASSUMPTIONS } from './assumptions.ts';
import { ESTIMATORS, FREE_TYPES } from './estimators.ts';
import { columnOf, PRICE_PAGES, PRICED_REGIONS, PRICES, PRICES_AS_OF, type PriceName, priceIn } from './prices.ts';

/** The text of `docs/reference/cost.md`: how an estimate comes about, and the tables that it is made from. Pure. */
export function renderCostReference(): string {
  return `${[HEADER, assumptionTable(), PRICE_HEADER, priceTable(), FOOTER, typeLists()].join('\n\n')}\n`;
}

const HEADER = `# Cost

<!-- Generated from controller/cost by controller/cost/generate-reference.ts. Do not edit. -->

Every plan says what the platform costs a month and what the commit changes about it. \`holdfast cost\` shows where each dollar goes: by team,
by kind, or resource by resource with quantity and price (\`--by resource\`).

\`\`\`sh
holdfast cost --registry registry/starter --by resource
\`\`\`

## How it is computed

The estimate is made from CloudFormation templates alone: the properties of a resource, and its expected traffic, which the \`traffic\` block of a
document puts into the resource's \`Metadata\`. The templates of the registry give the cost after a plan, those that CloudFormation has the cost
before it; the same computation on both makes the difference exact. No bill is read and nothing is remembered.

- Amounts are list prices in US dollars a month of 730 hours, without tax, of the first volume tier. **Free tiers, discounts and credits are not
  counted**, so a small platform costs less than the estimate.
- Sums are made in millionths of a dollar. What is shown is rounded to cents in such a way that it adds up.
- Traffic is not followed from one resource to the next, as from a queue to its function: each document declares its own. But a Function without
  \`requestsPerMonth\` gets that of its Routes, and Routes without it share that of their Function.
- 1 GB is 1,000,000,000 bytes and 1 KB is 1,000, except for Lambda's memory and storage, where AWS counts 1,024 MB.
- Not counted: the controller itself, traffic between zones and to other regions, what leaves AWS through a NAT gateway, resources that stay in AWS
  after they left the registry, and calls that a function makes to services that the registry does not describe.

The budget of the Platform and the \`quotas.monthlyUsd\` of a Team are checked in every plan: from 80 % on there is a warning, above it the plan is
refused, unless it does not add to that bill. See [BudgetExceeded](codes.md#budgetexceeded) and [QuotaExceeded](codes.md#quotaexceeded). A Policy
can set ceilings for teams and documents besides.

## What is assumed

Where the registry is silent. Each estimate prints those that it used.`;

const PRICE_HEADER = `## Prices

As known on **${PRICES_AS_OF}**. The table was put down by hand, partly from copies of AWS's price list files of September 2026. It is no statement of
AWS: check a price on the page of its service before you rely on it. A dash is a price that we do not know; there, and in every region that has
no column, the price of us-east-1 stands in, and the finding [PriceBorrowed](codes.md#priceborrowed) says so.`;

const FOOTER = '## Resource types';

function assumptionTable(): string {
  const rows = Object.entries(ASSUMPTIONS).map(([name, { text }]) => `| \`${name}\` | ${text}. |`);
  return ['| name | assumption |', '| --- | --- |', ...rows].join('\n');
}

function priceTable(): string {
  const columns = [...Map.groupBy(PRICED_REGIONS, columnOf).values()];
  const head = ['price', 'for', ...columns.map((regions) => regions.join(', ')), 'page'];
  const rows = (Object.keys(PRICES) as PriceName[]).map((name) => {
    const { per, unit, page } = PRICES[name];
    const amounts = columns.map(([region = '']) => amountOf(region, name));
    const quantity = per === 1 ? unit : `${per.toLocaleString('en-US')} ${unit}`;
    return [`\`${name}\``, quantity, ...amounts, `[${page}](${PRICE_PAGES[page]})`];
  });
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function amountOf(region: string, name: PriceName): string {
  const { usd, borrowed } = priceIn(region, name);
  return borrowed ? '-' : usd.toLocaleString('en-US', { maximumFractionDigits: 12 });
}

function typeLists(): string {
  return [
    `Estimated: ${list(ESTIMATORS.keys())}.`,
    `Free of charge, or charged at another resource (an API at its routes, a bus at its rules): ${list(FREE_TYPES)}.`,
    'A resource of any other type is left out of the sum, and the finding [PriceUnknown](codes.md#priceunknown) says so.',
  ].join('\n\n');
}

function list(types: Iterable<string>): string {
  return [...types].map((type) => `\`${type.replace(/^AWS::/, '')}\``).join(', ');
}

if (import.meta.main) {
  writeFileSync(fileURLToPath(new URL('../../docs/reference/cost.md', import.meta.url)), renderCostReference());
}
