import type { ResourceSource } from '../compile/desired.ts';
import type { Template, TemplateResource } from '../compile/template.ts';
import { isJsonObject } from '../lib/json.ts';
import type { AssumptionName } from './assumptions.ts';
import { ESTIMATORS, FREE_TYPES } from './estimators.ts';
import { logWritersIn } from './neighbours.ts';
import { type CostLine, siteOf } from './priced.ts';
import type { PriceName } from './prices.ts';

/** A stack as far as its cost depends on it: desired or observed. */
export interface CostedStack {
  readonly name: string;
  readonly template: Template;
  /** The team whose stack it is; absent for the platform's own. */
  readonly team?: string;
  /** `network`, `stateful`, …, or `team`. */
  readonly component: string;
  /** Logical id → the document that asked for it. Absent for an observed stack. */
  readonly sources?: Readonly<Record<string, ResourceSource>>;
}

/** What one resource costs a month. */
export interface ResourceCost {
  readonly stack: string;
  readonly component: string;
  readonly team?: string;
  readonly logicalId: string;
  readonly type: string;
  /** E.g. `Function/charge`. */
  readonly document?: string;
  /** Millionths of a US dollar: the sum of the lines. */
  readonly micros: number;
  readonly lines: readonly CostLine[];
  readonly assumed: readonly AssumptionName[];
}

/** What stacks cost a month. Sums are exact: `micros` is that of the resources. */
export interface Estimate {
  readonly region: string;
  readonly micros: number;
  /** Resources that cost something, or would with other figures, in the order of the stacks. */
  readonly resources: readonly ResourceCost[];
  /** Resources of types that nobody knows a price of. They are not zero: they are missing. */
  readonly unpriced: readonly Pick<ResourceCost, 'stack' | 'logicalId' | 'type'>[];
  /** Every assumption that was used, once, sorted. */
  readonly assumed: readonly AssumptionName[];
  /** Prices for which those of another region stand in, sorted. */
  readonly borrowed: readonly PriceName[];
}

/**
 * Estimates stacks from their templates alone: properties, and the expected traffic in the resources' metadata. Pure, so the
 * difference between two estimates is exactly that between the templates.
 */
export function estimateStacks(stacks: readonly CostedStack[], region: string): Estimate {
  const accessLogs = stacks.flatMap(({ template }) => Object.values(template.Resources).flatMap(accessLogOf));
  const resources = stacks.flatMap((stack) => costsOf(stack, region, accessLogs));
  const lines = resources.flatMap((resource) => resource.lines);
  return {
    region,
    micros: sumOf(resources),
    resources,
    unpriced: stacks.flatMap(unpricedOf),
    assumed: unique(resources.flatMap((resource) => resource.assumed)),
    borrowed: unique(lines.filter(({ price }) => price.borrowed).map(({ price }) => price.name)),
  };
}

/** The sum of amounts. */
export function sumOf(parts: readonly { readonly micros: number }[]): number {
  return parts.reduce((sum, { micros }) => sum + micros, 0);
}

function costsOf(stack: CostedStack, region: string, accessLogs: readonly string[]): readonly ResourceCost[] {
  const { name, template, team, component, sources } = stack;
  const world = { template, region, accessLogs, logWriters: logWritersIn(template) };
  return Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    const { lines = [], assumed = [] } = ESTIMATORS.get(resource.Type)?.(siteOf(logicalId, resource, world)) ?? {};
    if (lines.length === 0) return [];
    const document = sources?.[logicalId]?.document;
    const owner = { stack: name, component, ...(team !== undefined && { team }) };
    const identity = { logicalId, type: resource.Type, ...(document !== undefined && { document }) };
    return [{ ...owner, ...identity, micros: sumOf(lines), lines, assumed }];
  });
}

function unpricedOf({ name, template }: CostedStack): Estimate['unpriced'] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => !ESTIMATORS.has(Type) && !FREE_TYPES.has(Type))
    .map(([logicalId, { Type }]) => ({ stack: name, logicalId, type: Type }));
}

/** Where a stage writes its access log, if it has one. The stage may be of another stack than its log group. */
function accessLogOf({ Type, Properties }: TemplateResource): readonly string[] {
  const name = ACCESS_LOGS[Type];
  const settings = name === undefined ? undefined : Properties?.[name];
  return isJsonObject(settings) ? [String(settings.DestinationArn)] : [];
}

const ACCESS_LOGS: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage': 'AccessLogSetting',
  'AWS::ApiGatewayV2::Stage': 'AccessLogSettings',
};

function unique<T extends string>(values: readonly T[]): readonly T[] {
  return [...new Set(values)].sort();
}
