import { ASSUMPTIONS } from '../cost/assumptions.ts';
import type { Estimate, ResourceCost } from '../cost/estimate.ts';
import { type CostGroup, componentsOf, kindOf, kindsOf, SHARED, teamsOf } from '../cost/groups.ts';
import { centsOf, dollars, shareCents } from '../cost/money.ts';
import type { CostLine } from '../cost/priced.ts';
import { PRICES_AS_OF, type Price } from '../cost/prices.ts';
import { shortType } from '../report/change-lines.ts';
import type { CostOrder } from './cost-order.ts';
import type { Format } from './io.ts';
import { table } from './table.ts';

/** An amount with the texts beside it; parts of it share its cents. */
interface Part {
  readonly cells: readonly string[];
  readonly micros: number;
}

/** A row of the table: texts, and whole cents. */
interface Row {
  readonly cells: readonly string[];
  readonly cents: number;
}

const HEADS: Readonly<Record<CostOrder, readonly string[]>> = {
  team: ['team', 'kind', 'resources'],
  kind: ['kind', 'resource type', 'resources'],
  resource: ['resource', 'what', 'quantity', 'price in USD'],
};

/**
 * An estimate as a table for a terminal or in Markdown, with everything that it takes for granted under it. What is shown adds up to
 * what is shown: parts share the cents of their whole.
 */
export function renderCost(estimate: Estimate, by: CostOrder, format: Exclude<Format, 'json'>): string {
  const total = centsOf(estimate.micros);
  const rows = [...ROWS[by](estimate, total), { cells: ['total'], cents: total }];
  const head = HEADS[by];
  const width = Math.max(...rows.map(({ cents }) => dollars(cents).length), 'USD a month'.length);
  const cells = rows.map(({ cells, cents }) => [
    ...head.map((_, index) => cells[index] ?? ''),
    format === 'text' ? dollars(cents).padStart(width) : dollars(cents),
  ]);
  const amount = format === 'text' ? 'USD a month'.padStart(width) : 'USD a month';
  return `${table([...head, amount], cells, format)}\n${notes(estimate).join('\n')}\n`;
}

const ROWS: Readonly<Record<CostOrder, (estimate: Estimate, total: number) => readonly Row[]>> = {
  team: (estimate, total) => share(teamsOf(estimate), total).flatMap(([team, cents]) => teamRows(team, cents)),
  kind: (estimate, total) => share(kindsOf(estimate), total).flatMap(([kind, cents]) => kindRows(kind, cents)),
  resource: (estimate, total) =>
    share(estimate.resources, total).flatMap(([resource, cents]) => resourceRows(resource, cents)),
};

/** The kinds of a team, or the components of the shared platform, and their sum. */
function teamRows(team: CostGroup, cents: number): readonly Row[] {
  const parts = team.name === SHARED ? componentsOf(team).map(ofComponent) : kindsOf(team);
  return withSum(team, parts.map(countedPart), cents);
}

function ofComponent(group: CostGroup): CostGroup {
  return { ...group, name: `${[...new Set(group.resources.map(kindOf))].join(', ')} (${group.name})` };
}

function kindRows(kind: CostGroup, cents: number): readonly Row[] {
  const types = Map.groupBy(kind.resources, ({ type }) => shortType(type));
  const parts = [...types].map(([name, resources]) => ({
    cells: [name, String(resources.length)],
    micros: resources.reduce((sum, { micros }) => sum + micros, 0),
  }));
  return withSum(kind, parts, cents);
}

function resourceRows(resource: ResourceCost, cents: number): readonly Row[] {
  const { document, logicalId, team } = resource;
  const owner = team === undefined || document === undefined ? document : `${team}: ${document}`;
  const name = [owner, logicalId].filter(Boolean).join(' ');
  return share(resource.lines, cents).map(([line, amount], index) => ({
    cells: [index === 0 ? name : '', line.what, quantityOf(line), priceWords(line.price)],
    cents: amount,
  }));
}

/** Rows of the parts of a group; the group's own only where there is more than one part. */
function withSum({ name, resources }: CostGroup, parts: readonly Part[], cents: number): readonly Row[] {
  const rows = share(parts, cents).map(([part, amount]) => ({ cells: [name, ...part.cells], cents: amount }));
  return rows.length < 2 ? rows : [...rows, { cells: [name, 'all', String(resources.length)], cents }];
}

function countedPart({ name, resources, micros }: CostGroup): Part {
  return { cells: [name, String(resources.length)], micros };
}

function share<P extends { readonly micros: number }>(
  parts: readonly P[],
  total: number,
): readonly (readonly [P, number])[] {
  const cents = shareCents(
    parts.map(({ micros }) => micros),
    total,
  );
  return parts.map((part, index) => [part, cents[index] ?? 0] as const);
}

function quantityOf({ quantity, price }: CostLine): string {
  const unit = quantity === 1 ? price.unit.replace(/s$/, '') : price.unit;
  return `${number(quantity, quantity < 1 ? 4 : 2)} ${unit}`;
}

function priceWords({ usd, per, borrowed }: Price): string {
  const amount = per === 1 ? number(usd, 12) : `${number(usd, 12)} per ${number(per, 0)}`;
  return borrowed ? `${amount} *` : amount;
}

function number(value: number, digits: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}

function notes({ region, assumed, borrowed, unpriced }: Estimate): readonly string[] {
  return [
    ...(assumed.length === 0 ? [] : ['Assumed where the registry does not say:']),
    ...assumed.map((name) => `- ${ASSUMPTIONS[name].text}.`),
    ...(assumed.length === 0 ? [] : ['']),
    `List prices of ${region} as known on ${PRICES_AS_OF}, in US dollars without tax; a month has 730 hours. Free tiers are not counted.`,
    ...(borrowed.length > 0 ? [`* ${borrowed.length} prices of us-east-1 stand in for those of ${region}.`] : []),
    ...(unpriced.length > 0 ? [`${unpriced.length} resources are left out, because their price is not known.`] : []),
  ];
}
