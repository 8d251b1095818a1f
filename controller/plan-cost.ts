import type { DesiredStack, DesiredState } from './compile/desired.ts';
import type { Template } from './compile/template.ts';
import { type CostChange, compareCosts } from './cost/change.ts';
import { type BudgetLimit, checkBudgets, checkPrices } from './cost/check.ts';
import { type CostedStack, type Estimate, estimateStacks } from './cost/estimate.ts';
import type { Finding } from './diagnostics/finding.ts';
import { locateFinding } from './documents/locate.ts';
import type { RegistryDocument } from './documents/registry.ts';
import type { ObservedStack, ObservedState } from './observe/observed.ts';
import { isEmptyStack } from './plan/make-plan.ts';

/** What a plan's cost is made from. */
export interface CostInput {
  readonly desired: DesiredState;
  /** What the desired stacks cost. */
  readonly estimate: Estimate;
  readonly observed: ObservedState;
  /** False when stacks that are not wanted stay, and go on costing. */
  readonly prune: boolean;
  readonly platform: RegistryDocument<'Platform'>;
}

/** What carrying out a plan does to the bill, and the estimate of what is there afterwards. */
export interface PlanCost {
  readonly cost: CostChange;
  readonly after: Estimate;
}

/** What the desired stacks cost a month, from their templates alone. Pure. */
export function estimateDesired({ stacks }: DesiredState, { spec }: RegistryDocument<'Platform'>): Estimate {
  return estimateStacks(stacks.map(desiredStack), spec.region);
}

/**
 * What carrying out a plan does to the monthly bill. Stacks that left the registry and are not pruned go on costing. A stack that
 * the record answered for has the desired template already.
 */
export function planCost(input: CostInput): PlanCost {
  const { desired, observed, platform } = input;
  const wanted = new Map(desired.stacks.map((stack) => [stack.name, stack.template]));
  const there = observed.stacks
    .filter((stack) => !isEmptyStack(stack))
    .map((stack) => observedStack(stack, wanted.get(stack.name)));
  const kept = input.prune ? [] : there.filter(({ name }) => !wanted.has(name));
  const { region } = platform.spec;
  const after =
    kept.length === 0 ? input.estimate : estimateStacks([...desired.stacks.map(desiredStack), ...kept], region);
  return { cost: compareCosts(estimateStacks(there, region), after), after };
}

/** What there is to say about a cost: prices that are not the region's own, and limits that it goes over. Pure. */
export function costFindings(
  { cost, after }: PlanCost,
  platform: RegistryDocument<'Platform'>,
  limits: readonly BudgetLimit[],
): readonly Finding[] {
  return [...priceFindings(after, platform), ...checkBudgets(cost, after, limits)];
}

/** What there is to say about the prices of an estimate, at the region that asked for them. */
export function priceFindings(estimate: Estimate, { source }: RegistryDocument<'Platform'>): readonly Finding[] {
  return checkPrices(estimate, locateFinding(source, ['spec', 'region']));
}

/** A desired stack as its cost sees it. */
function desiredStack({ name, owner, template, sources, tags }: DesiredStack): CostedStack {
  return { name, template, sources, component: owner.split('/')[0] ?? owner, ...teamIn(tags) };
}

const NOTHING: Template = { AWSTemplateFormatVersion: '2010-09-09', Resources: {} };

function observedStack({ name, template, tags }: ObservedStack, wanted: Template | undefined): CostedStack {
  return { name, template: template ?? wanted ?? NOTHING, component: '', ...teamIn(tags) };
}

function teamIn(tags: Readonly<Record<string, string>>): Pick<CostedStack, 'team'> {
  return tags.team === undefined ? {} : { team: tags.team };
}
