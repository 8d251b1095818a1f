import type { Template, TemplateResource } from '../compile/template.ts';
import { type Usage, type UsageDimension, usageOf } from '../compile/usage.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import { ASSUMPTIONS, type AssumptionName } from './assumptions.ts';
import { microsOf } from './money.ts';
import { type Price, type PriceName, priceIn } from './prices.ts';

/** One line of a bill: so much of something, at a price. `micros` is the amount a month in millionths of a US dollar. */
export interface CostLine {
  readonly what: string;
  readonly quantity: number;
  readonly price: Price;
  readonly micros: number;
}

/** What one resource costs, and what had to be assumed for it. */
export interface Priced {
  readonly lines: readonly CostLine[];
  readonly assumed: readonly AssumptionName[];
}

/** A resource while it is estimated. */
export interface CostSite {
  readonly id: string;
  readonly resource: TemplateResource;
  readonly properties: JsonObject;
  readonly usage: Usage;
  /** The template that it stands in, for those it works with. */
  readonly template: Template;
  readonly region: string;
  /** ARNs of the log groups that stages of the platform write access logs to; empty when none does. */
  readonly accessLogs: readonly string[];
  /** Name of a log group → logical id of the function of the same template that writes to it. */
  readonly logWriters: ReadonlyMap<string, string>;
}

/** What all resources of a template share. */
export type CostWorld = Pick<CostSite, 'template' | 'region' | 'accessLogs' | 'logWriters'>;

/** How one type of resource is estimated. Pure. */
export type Estimator = (site: CostSite) => Priced;

/** An amount that is needed for a price, and the assumption behind it, if it is one. */
export interface Amount {
  readonly value: number;
  readonly assumed: readonly AssumptionName[];
}

/** The site of a resource of a template. */
export function siteOf(
  id: string,
  resource: TemplateResource,
  { template, region, accessLogs, logWriters }: CostWorld,
): CostSite {
  const properties = resource.Properties ?? {};
  return { id, resource, properties, usage: usageOf(resource), template, region, accessLogs, logWriters };
}

/** What the resource declares in a dimension, else the assumption. */
export function expected(site: CostSite, dimension: UsageDimension, assumption: AssumptionName): Amount {
  const declared = site.usage[dimension];
  return declared === undefined ? assumed(assumption) : { value: declared, assumed: [] };
}

/** An amount that is always assumed. */
export function assumed(name: AssumptionName): Amount {
  return { value: ASSUMPTIONS[name].value, assumed: [name] };
}

/** A line: a quantity in the price's unit, and what it is in words. */
export function line(site: CostSite, what: string, quantity: number, name: PriceName): CostLine {
  const price = priceIn(site.region, name);
  return { what, quantity, price, micros: microsOf(quantity, price.usd, price.per) };
}

/** Lines with the assumptions of the amounts that they were made of. */
export function priced(lines: readonly CostLine[], ...amounts: readonly Amount[]): Priced {
  return { lines, assumed: amounts.flatMap((amount) => amount.assumed) };
}

/** A number among properties. References are not known before the stack is there, so they count as `otherwise`. */
export function numberIn(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
