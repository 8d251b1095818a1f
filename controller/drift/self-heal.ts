import { CODE_POINTER, type DriftResult, type ResourceDrift } from './drift.ts';
import { type HealClass, healClassOf } from './heal-class.ts';
import { planRevert, type RevertTarget } from './revert.ts';

/** `sync.selfHeal`: nothing, everything, or the classes that are named. */
export type SelfHeal = boolean | Readonly<Partial<Record<HealClass, boolean>>>;

/** How often one resource is healed within {@link HEAL_WINDOW_MS}: what differs again after that is somebody's will, or cannot be put back (C13). */
export const MAX_HEALS = 3;

/** A day: sweeps come every hour, so that within an hour a slow tug-of-war would never be seen. */
export const HEAL_WINDOW_MS = 24 * 60 * 60 * 1000;

/** A resource of a class that is healed, and why it is not put back now. */
export interface NotHealed extends RevertTarget {
  readonly because: string;
  /** It was healed as often as it may be. */
  readonly exhausted: boolean;
}

/** What is put back without asking. */
export interface HealPlan {
  readonly stacks: readonly string[];
  readonly functions: readonly RevertTarget[];
  /** `<stack>/<logical id>` of what is put back by that. */
  readonly resources: readonly string[];
  readonly left: readonly NotHealed[];
}

/** Nothing to heal. */
export const NO_HEALING: HealPlan = { stacks: [], functions: [], resources: [], left: [] };

/**
 * What self-healing does about a sweep. CloudFormation puts a stack back as a whole, so a stack is healed only if all that differs in it is of
 * classes that are healed, none of it is accepted or ignored, and none was healed {@link MAX_HEALS} times already. A function's code is put
 * back by itself. `healed` tells how often each `<stack>/<logical id>` was healed lately. Pure.
 */
export function planHeal(
  result: DriftResult,
  selfHeal: SelfHeal | undefined,
  healed: ReadonlyMap<string, number>,
): HealPlan {
  if (!healsAnything(selfHeal)) return NO_HEALING;
  const isExhausted = (resource: ResourceDrift | RevertTarget) => (healed.get(keyOf(resource)) ?? 0) >= MAX_HEALS;
  const isHealed = ({ type }: ResourceDrift | RevertTarget) => heals(selfHeal, type);
  const { stacks: drifted, functions: otherCode } = planRevert(result);
  const inStack = Map.groupBy(result.resources, ({ stack }) => stack);
  const blocks = new Map(
    drifted.map((stack) => [stack, blockOf(inStack.get(stack) ?? [], isHealed, isExhausted)] as const),
  );
  const stacks = drifted.filter((stack) => blocks.get(stack) === undefined);
  const functions = otherCode.filter((target) => isHealed(target) && !isExhausted(target));
  const put = new Set([
    ...functions.map(keyOf),
    ...stacks.flatMap((stack) => (inStack.get(stack) ?? []).filter(isForStack).map(keyOf)),
  ]);
  const left = result.resources
    .filter((resource) => isOpen(resource) && isHealed(resource) && !put.has(keyOf(resource)))
    .map((resource) => leave(resource, isExhausted(resource), blocks.get(resource.stack)));
  return { stacks, functions, resources: [...put].sort(), left };
}

/** Whether a setting heals anything at all. */
export function healsAnything(selfHeal: SelfHeal | undefined): selfHeal is SelfHeal {
  if (typeof selfHeal !== 'object') return selfHeal === true;
  return Object.values(selfHeal).includes(true);
}

function heals(selfHeal: SelfHeal, type: string): boolean {
  if (typeof selfHeal === 'boolean') return selfHeal;
  const own = healClassOf(type);
  return own !== undefined && selfHeal[own] === true;
}

/** Why a stack is not put back as a whole. */
function blockOf(
  resources: readonly ResourceDrift[],
  isHealed: (resource: ResourceDrift) => boolean,
  isExhausted: (resource: ResourceDrift) => boolean,
): string | undefined {
  const foreign = resources.find((resource) => isForStack(resource) && !isHealed(resource));
  if (foreign !== undefined) {
    const own = healClassOf(foreign.type) ?? 'no class';
    return `its stack is put back as a whole, and ${foreign.logicalId} (${own}) differs in it and is not healed`;
  }
  const kept = resources.find(keepsSomething);
  if (kept !== undefined) {
    return `its stack is put back as a whole, and with it what is accepted or ignored of ${kept.logicalId}`;
  }
  const again = resources.find((resource) => isForStack(resource) && isExhausted(resource));
  return again && `its stack is put back as a whole, and ${again.logicalId} was put back ${MAX_HEALS} times already`;
}

/** What is accepted or ignored, and a change set would undo. It does not see code, and leaves alone what was added. */
function keepsSomething(resource: ResourceDrift): boolean {
  if (resource.status === 'excused' && resource.was !== 'modified') return resource.was === 'deleted';
  const excused = resource.status === 'modified' || resource.status === 'excused' ? (resource.excused ?? []) : [];
  return excused.some(({ path }) => path !== CODE_POINTER);
}

function isOpen({ status }: ResourceDrift): boolean {
  return status === 'modified' || status === 'deleted';
}

function isForStack(resource: ResourceDrift): boolean {
  return planRevert({ sha: '', resources: [resource] }).stacks.length > 0;
}

function leave(resource: ResourceDrift, exhausted: boolean, block: string | undefined): NotHealed {
  const { stack, logicalId, type, physicalId } = resource;
  const because = exhausted
    ? `it was put back ${MAX_HEALS} times within a day and differs again: somebody wants it so, or it cannot be put back`
    : (block ?? 'nothing puts it back');
  return { stack, logicalId, type, physicalId, because, exhausted };
}

function keyOf({ stack, logicalId }: ResourceDrift | RevertTarget): string {
  return `${stack}/${logicalId}`;
}
