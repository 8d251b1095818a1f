import type { DesiredStack, DesiredState } from '../compile/desired.ts';
import { canonicalJson } from '../lib/canonical.ts';
import { digestOf } from '../lib/digest.ts';
import type { Json } from '../lib/json.ts';
import type { ObservedStack, ObservedState } from '../observe/observed.ts';
import { deletionWaves } from './deletion-waves.ts';
import type { ReplacementRules } from './impact.ts';
import { type OutputsByStack, parameterValues } from './parameters.ts';
import type { Plan, PlanNode, PlanSummary, StackPlan } from './plan.ts';
import { planCreate, planDelete, planUpdate } from './plan-stack.ts';

/** Statuses of stacks that hold nothing: the next change set has to be of type CREATE (C9). */
const EMPTY_STATUSES: ReadonlySet<string> = new Set([
  'REVIEW_IN_PROGRESS',
  'ROLLBACK_COMPLETE',
  'DELETE_COMPLETE',
  'CREATE_FAILED',
]);

/** True for a stack that exists and holds nothing. */
export function isEmptyStack({ status }: Pick<ObservedStack, 'status'>): boolean {
  return EMPTY_STATUSES.has(status);
}

/** What a plan is made from. */
export interface PlanInput {
  readonly desired: DesiredState;
  readonly observed: ObservedState;
  readonly rules: ReplacementRules;
  /** False when nothing may be deleted (`sync.prune: false`): stacks that left the registry stay. */
  readonly prune: boolean;
}

/**
 * Compares desired with observed state. Pure: the same input gives the same plan, byte for byte (P4).
 * Creations and updates come in wave order, deletions last and in reverse wave order (K7).
 */
export function makePlan(input: PlanInput): Plan {
  const observed = new Map(input.observed.stacks.map((stack) => [stack.name, stack]));
  const outputs: OutputsByStack = Object.fromEntries(input.observed.stacks.map((stack) => [stack.name, stack.outputs]));
  const kept = input.desired.stacks.map((stack) => planStack(stack, observed.get(stack.name), outputs, input.rules));
  const stacks = [...kept, ...(input.prune ? planPrune(input) : [])];
  return { digest: planDigest(stacks, input), summary: summarize(stacks, input.observed), stacks };
}

function planStack(
  desired: DesiredStack,
  observed: ObservedStack | undefined,
  outputs: OutputsByStack,
  rules: ReplacementRules,
): StackPlan {
  if (observed === undefined || isEmptyStack(observed)) return planCreate(desired);
  const parameters = parameterValues(desired.parameters, outputs);
  const unchanged = observed.digest === desired.digest;
  if (unchanged && sameInputs(desired, observed, parameters)) return noopStack(desired);
  return planUpdate(desired, observed, parameters, rules);
}

function sameInputs(
  desired: DesiredStack,
  observed: ObservedStack,
  parameters: ReturnType<typeof parameterValues>,
): boolean {
  const sameParameters = Object.entries(parameters).every(
    ([name, value]) => value.kind === 'known' && observed.parameters[name] === value.value,
  );
  const tagNames = new Set([...Object.keys(desired.tags), ...Object.keys(observed.tags)]);
  return sameParameters && [...tagNames].every((name) => desired.tags[name] === observed.tags[name]);
}

/** An unchanged stack carries no nodes: its resources are counted, not listed. */
function noopStack(desired: DesiredStack): StackPlan {
  const { name, wave, digest } = desired;
  return { name, wave, action: 'noop', templateDigest: digest, notes: [], nodes: [] };
}

function planPrune({ desired, observed }: PlanInput): readonly StackPlan[] {
  const wanted = new Set(desired.stacks.map((stack) => stack.name));
  const firstWave = Math.max(0, ...desired.stacks.map((stack) => stack.wave)) + 1;
  const unwanted = observed.stacks.filter((stack) => !wanted.has(stack.name) && stack.status !== 'DELETE_COMPLETE');
  const waves = deletionWaves(unwanted);
  return unwanted
    .map((stack) => planDelete(stack, firstWave + (waves.get(stack.name) ?? 0)))
    .sort((a, b) => a.wave - b.wave || (a.name < b.name ? 1 : -1));
}

function summarize(stacks: readonly StackPlan[], observed: ObservedState): PlanSummary {
  const sizes = new Map(observed.stacks.map((stack) => [stack.name, stack.resources.length]));
  const count = { create: 0, update: 0, replace: 0, delete: 0, noop: 0 };
  for (const stack of stacks) {
    for (const node of stack.nodes) count[node.action] += 1;
    if (stack.nodes.length === 0 && stack.action === 'noop') count.noop += sizes.get(stack.name) ?? 0;
  }
  return count;
}

/**
 * Digest over what will be sent, what it was compared with, and which resources it is done to (V2); not over the commit, so that a merge keeps
 * it, nor over the order in which CloudFormation lists parameters.
 */
function planDigest(stacks: readonly StackPlan[], { desired, observed }: PlanInput): string {
  const wanted = desired.stacks.map(({ name, digest, parameters, tags }) => [name, digest, plain(parameters), tags]);
  const found = observed.stacks.map(({ name, stackId, digest, template, parameters, outputs, tags }) => [
    name,
    stackId,
    digest ?? digestOf(JSON.stringify(template ?? null)),
    parameters,
    outputs,
    tags,
  ]);
  const done = stacks.map(({ name, action, nodes }) => [name, action, nodes.flatMap(doneTo)]);
  return digestOf(canonicalJson([wanted, found, done]));
}

/** The resource itself, not only its name: one that was made anew since is another one. */
function doneTo({ action, logicalId, impact, physicalId }: PlanNode): readonly Json[] {
  return action === 'noop' ? [] : [[action, logicalId, impact, physicalId ?? null]];
}

function plain(parameters: DesiredStack['parameters']): Json {
  return Object.fromEntries(Object.entries(parameters).map(([name, { stack, output }]) => [name, [stack, output]]));
}
