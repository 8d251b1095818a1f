import { HoldfastError } from '../diagnostics/error.ts';
import type { StackDescription } from '../observe/port.ts';
import { decide } from './decide.ts';
import type { Decision, RunNames, StackSight } from './decision.ts';
import type { ApplyEffects, RunContext } from './effects.ts';
import { perform } from './perform.ts';
import type { ChangeSetState, StackWriter } from './port.ts';
import type { RunTarget, StackStep } from './progress.ts';

/** Where a run stands: one step per target, keyed by stack name. */
export type RunSteps = Readonly<Record<string, StackStep>>;

/** How an advance ended: every stack is done, or nothing can be done for some seconds. */
export type Advanced =
  | { readonly state: 'finished'; readonly steps: RunSteps }
  | { readonly state: 'waiting'; readonly steps: RunSteps; readonly seconds: number };

/** What an advance works on. `outOfTime` says when it must hand over to the next invocation (C12). */
export interface AdvanceInput {
  readonly targets: readonly RunTarget[];
  readonly steps: RunSteps;
  readonly names: RunNames;
  context(): Promise<RunContext>;
  readonly outOfTime: () => boolean;
  /** How many stacks may be under way at once. */
  readonly parallelStacks: number;
  /** The one stack that an event told about. The others under way are left alone: their own events come. */
  readonly woken?: string;
}

/** Seconds after which to go on when the invocation ran out of time. */
const HAND_OVER_SECONDS = 1;

/**
 * Carries a run on until everything is done or everything waits. Never waits itself. Each step is saved before the next
 * one is decided, so a crash anywhere resumes here (C2). Waves run in order, deletions after everything else (K7);
 * a failed stack skips what comes after it, its neighbours go on (C6). Within a wave stacks begin in order, as places get free.
 */
export async function advance(input: AdvanceInput, effects: ApplyEffects): Promise<Advanced> {
  let steps = input.steps;
  const deeds = new Map<string, string>();
  for (;;) {
    const waits: number[] = [];
    let moved = false;
    for (const target of input.targets) {
      if (input.outOfTime()) return { state: 'waiting', steps, seconds: HAND_OVER_SECONDS };
      const next = await advanceStack(target, input, steps, deeds, effects);
      steps = { ...steps, [target.name]: next.step };
      moved ||= next.moved;
      if (next.waitSeconds !== undefined) waits.push(next.waitSeconds);
    }
    if (input.targets.every((target) => isFinal(steps[target.name]))) return { state: 'finished', steps };
    if (!moved) return { state: 'waiting', steps, seconds: Math.min(...waits) };
  }
}

interface StackAdvance {
  readonly step: StackStep;
  readonly moved: boolean;
  readonly waitSeconds?: number;
}

async function advanceStack(
  target: RunTarget,
  input: AdvanceInput,
  steps: RunSteps,
  deeds: Map<string, string>,
  effects: ApplyEffects,
): Promise<StackAdvance> {
  const step = steps[target.name] ?? { step: 'pending', tries: 0 };
  if (isFinal(step)) return { step, moved: false };
  const gate = gateOf(target, input.targets, steps);
  if (gate === 'closed') return { step, moved: false };
  if (gate !== 'open') return save(target, { step: 'skipped', reason: gate.because }, effects);
  if (!hasPlace(step) && placesTaken(input.targets, steps) >= input.parallelStacks) return { step, moved: false };
  if (isUnderWay(step) && input.woken !== undefined && input.woken !== target.name) {
    return { step, moved: false, waitSeconds: UNDER_WAY_SECONDS };
  }
  try {
    const sight = await look(target, step, effects.stacks);
    const decision = decide(target, step, sight, input.names);
    if (isRepeated(target, decision, deeds)) return { step, moved: false, waitSeconds: REPEAT_SECONDS };
    const { step: next, waitSeconds } = await perform(decision, target, step, await input.context(), effects);
    const saved = next === undefined ? { step, moved: false } : await save(target, next, effects);
    return waitSeconds === undefined ? saved : { step: saved.step, moved: false, waitSeconds };
  } catch (error) {
    return afterError(error, target, step, effects);
  }
}

/** The same deed twice in a row means that AWS has not noticed the first one yet: look again later. */
function isRepeated(target: RunTarget, decision: Decision, deeds: Map<string, string>): boolean {
  const deed = JSON.stringify(decision);
  const repeated = deeds.get(target.name) === deed && decision.do !== 'wait';
  deeds.set(target.name, deed);
  return repeated;
}

const REPEAT_SECONDS = 3;

/** A transient error leaves the step as it was for the next run; a terminal one fails this stack only (C6). */
async function afterError(
  error: unknown,
  target: RunTarget,
  step: StackStep,
  effects: ApplyEffects,
): Promise<StackAdvance> {
  if (!(error instanceof HoldfastError) || error.code === 'Conflict') throw error;
  if (error.retryable) return { step, moved: false, waitSeconds: RETRY_SECONDS };
  return save(target, { step: 'failed', reason: error.message }, effects);
}

const RETRY_SECONDS = 15;

/** Safety net behind the events of the stacks that are not looked at. */
const UNDER_WAY_SECONDS = 60;

function isUnderWay({ step }: StackStep): boolean {
  return step === 'executing' || step === 'deleting' || step === 'recovering' || step === 'rescuing';
}

/**
 * Whether a stack takes one of the places. Told by the saved step alone, so that a crash neither loses nor doubles a place (C2). One that
 * waits for somebody else's operation has not begun and takes none; one that ended, however it did, leaves its place.
 */
function hasPlace(step: StackStep): boolean {
  return step.step === 'change-set' || isUnderWay(step);
}

function placesTaken(targets: readonly RunTarget[], steps: RunSteps): number {
  return targets.filter(({ name }) => hasPlace(steps[name] ?? { step: 'pending', tries: 0 })).length;
}

async function save(target: RunTarget, step: StackStep, effects: ApplyEffects): Promise<StackAdvance> {
  await effects.record.saveStep(target.name, step);
  return { step, moved: true };
}

/** Whether a stack may start: `open`, `closed` for now, or never because something before it failed. */
function gateOf(
  target: RunTarget,
  targets: readonly RunTarget[],
  steps: RunSteps,
): 'open' | 'closed' | { readonly because: string } {
  const before = targets.filter((other) => other.wave < target.wave);
  const broken = before.find((other) => isBroken(steps[other.name]));
  if (broken !== undefined) return { because: `${broken.name} failed` };
  return before.every((other) => steps[other.name]?.step === 'applied') ? 'open' : 'closed';
}

async function look(target: RunTarget, step: StackStep, stacks: StackWriter): Promise<StackSight> {
  const address = step.step === 'deleting' || step.step === 'rescuing' ? step.stackId : (target.stackId ?? target.name);
  const description = await stacks.describeStack(address);
  const changeSet = await lookAtChangeSet(target, step, stacks);
  if (description === undefined) return { changeSet };
  const { status, stackId } = description;
  return { status, stackId, changeSet, ...(isForeign(description, target) && { foreign: true }) };
}

/** Plans refuse what is somebody else's; this is about what was made since. A stack in review has no tags yet, ours neither. */
function isForeign({ status, tags }: StackDescription, { tags: wanted }: RunTarget): boolean {
  if (status === 'REVIEW_IN_PROGRESS' || status === 'DELETE_COMPLETE') return false;
  return tags['managed-by'] !== 'holdfast' || (wanted.project !== undefined && tags.project !== wanted.project);
}

async function lookAtChangeSet(target: RunTarget, step: StackStep, stacks: StackWriter): Promise<ChangeSetState> {
  if (step.step !== 'change-set' && step.step !== 'executing') return { kind: 'absent' };
  return stacks.describeChangeSet(target.name, step.changeSet);
}

function isFinal(step: StackStep | undefined): boolean {
  return step?.step === 'applied' || isBroken(step);
}

function isBroken(step: StackStep | undefined): boolean {
  return step?.step === 'failed' || step?.step === 'skipped';
}
