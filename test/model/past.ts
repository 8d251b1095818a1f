import { isDeepStrictEqual } from 'node:util';
import type { StackRecord } from '../../controller/apply/progress.ts';
import type { Consent } from '../../controller/diagnostics/consent.ts';
import type { DriftResult } from '../../controller/drift/drift.ts';
import type { EvidenceEvent } from '../../controller/record/evidence.ts';
import type { EnvironmentRecord, Lease, RunRecord } from '../../controller/record/port.ts';
import type { CheckContent } from '../../controller/report/port.ts';
import type { ReconcilerRole, Trigger } from '../../controller/trigger/trigger.ts';
import type { FakeStack } from '../fakes/cloudformation.ts';
import type { Model } from './model.ts';

/** One invocation of a reconciler. */
export interface Worker {
  readonly id: string;
  readonly role: ReconcilerRole;
  readonly trigger: Trigger;
  readonly began: number;
  /** The lease that it was given, if any. */
  lease: Lease | undefined;
  /** Calls that it made after somebody else had taken its lease. */
  lateCalls: number;
  /** When it last asked about a stack. */
  readonly looked: Map<string, number>;
}

/** A call to CloudFormation that changed something; one that only repeats another is none. */
export interface CallEffect {
  readonly kind: 'call';
  readonly method: 'createChangeSet' | 'executeChangeSet' | 'deleteStack' | 'continueUpdateRollback';
  /** As the stack was before. */
  readonly stack: Pick<FakeStack, 'name' | 'stackId' | 'status'>;
  readonly changeSet?: string;
  /** Of a change set that takes over what exists: one thing to do besides, after the first was refused. */
  readonly importsExisting?: true;
}

/** Everything that a worker did and that did not fail. */
export type Effect =
  | CallEffect
  | { readonly kind: 'run'; readonly run: RunRecord; readonly begins: boolean; readonly before: RunRecord | undefined }
  | { readonly kind: 'environment'; readonly environment: EnvironmentRecord; readonly before: EnvironmentRecord }
  | { readonly kind: 'stack'; readonly record: StackRecord }
  | { readonly kind: 'forget'; readonly name: string }
  | { readonly kind: 'evidence'; readonly event: EvidenceEvent }
  | { readonly kind: 'consent'; readonly digest: string; readonly consent: Consent }
  | { readonly kind: 'drift'; readonly result: DriftResult }
  | { readonly kind: 'check'; readonly name: string; readonly sha: string; readonly content: CheckContent };

/** Everything that was written so far, as it would be read now, and when it began. */
export interface Past {
  readonly model: Model;
  environment: EnvironmentRecord;
  readonly runs: Map<string, RunRecord>;
  /** Moment at which a run began, by {@link runKey}. */
  readonly begun: Map<string, number>;
  /** Runs that began, in order. */
  readonly order: { readonly sha: string; readonly moment: number }[];
  /** When a run of the commit last ended without success and for good. */
  readonly ended: Map<string, number>;
  readonly stacks: Map<string, StackRecord>;
  /** When a stack was read back last. */
  readonly readBack: Map<string, number>;
  readonly consents: Map<string, readonly Consent[]>;
  /** Digests of plans to which somebody was asked to agree. */
  readonly asked: Set<string>;
  /** Evidence of change sets, as `stack/change set`. */
  readonly noted: Set<string>;
  /** How often each kind of call changed a stack in a run, by `run key, stack, method`. */
  readonly calls: Map<string, number>;
  /** The stack that a worker told CloudFormation something about last. */
  atWork: string;
  /** Commits that were the applied one at some time. */
  readonly applied: Set<string>;
  /** Checks of which the last word came from a worker without a lease. */
  readonly lateChecks: Set<string>;
  /** Physical ids of tables that were there after an operation was complete. */
  readonly tables: Set<string>;
}

export function newPast(model: Model): Past {
  return {
    model,
    environment: {},
    runs: new Map(),
    begun: new Map(),
    order: [],
    ended: new Map(),
    stacks: new Map(),
    readBack: new Map(),
    consents: new Map(),
    asked: new Set(),
    noted: new Set(),
    calls: new Map(),
    atWork: 'acme-team-orders',
    applied: new Set(),
    lateChecks: new Set(),
    tables: new Set(),
  };
}

/** One attempt at a run: a commit that is tried again has the same id and another start. */
export function runKey({ id, startedAt }: Pick<RunRecord, 'id' | 'startedAt'>): string {
  return `${id} ${startedAt}`;
}

/** The run that is being worked on. */
export function currentRun({ environment, runs }: Past): RunRecord | undefined {
  return environment.currentRun === undefined ? undefined : runs.get(environment.currentRun);
}

/** When the run that is being worked on began. */
export function beginning(past: Past): number {
  const run = currentRun(past);
  return (run && past.begun.get(runKey(run))) ?? 0;
}

/** Takes an effect into the past, after it was judged. */
export function remember(past: Past, effect: Effect, isLate: boolean): void {
  const { model } = past;
  switch (effect.kind) {
    case 'run':
      rememberRun(past, effect.run, effect.begins);
      return;
    case 'environment':
      past.environment = effect.environment;
      rememberEnd(past, effect.environment.currentRun);
      if (effect.environment.appliedSha !== undefined) past.applied.add(effect.environment.appliedSha);
      return;
    case 'stack': {
      const { name } = effect.record;
      if (isReadBack(past, effect.record)) past.readBack.set(name, model.moment);
      past.stacks.set(name, effect.record);
      return;
    }
    case 'forget':
      past.stacks.delete(effect.name);
      return;
    case 'evidence':
      past.noted.add(`${effect.event.run} ${effect.event.attempt} ${effect.event.key}`);
      return;
    case 'consent':
      past.consents.set(effect.digest, [...(past.consents.get(effect.digest) ?? []), effect.consent]);
      return;
    case 'call': {
      past.atWork = effect.stack.name;
      const run = currentRun(past);
      const key = callKey(run, effect);
      if (!isLate) past.calls.set(key, (past.calls.get(key) ?? 0) + 1);
      return;
    }
    case 'check': {
      const key = `${effect.name} ${effect.sha}`;
      if (isLate) past.lateChecks.add(key);
      else past.lateChecks.delete(key);
      return;
    }
    case 'drift':
      model.moment += 1;
  }
}

/** A record that says more than that something is being attempted. */
export function isReadBack({ stacks }: Past, { name, attempted, ...record }: StackRecord): boolean {
  const { attempted: _, name: __, ...before } = stacks.get(name) ?? { name };
  return (
    record.applied !== undefined && isDeepStrictEqual(record.applied, attempted) && !isDeepStrictEqual(before, record)
  );
}

export function callKey(run: RunRecord | undefined, { stack, method, importsExisting }: CallEffect): string {
  return `${run === undefined ? '' : runKey(run)} ${stack.name} ${method} ${importsExisting ? 'again' : ''}`;
}

function rememberRun(past: Past, run: RunRecord, begins: boolean): void {
  const { moment } = past.model;
  past.runs.set(run.id, run);
  if (run.plan !== undefined) past.asked.add(run.plan.digest);
  if (begins) {
    past.begun.set(runKey(run), moment);
    if (run.state === 'in-progress') past.order.push({ sha: run.sha, moment });
  }
  rememberEnd(past, run.id);
}

/** A run that is not the current one was never fully begun, and may be begun again. */
function rememberEnd({ runs, environment, ended, model }: Past, id: string | undefined): void {
  const run = id === undefined || environment.currentRun !== id ? undefined : runs.get(id);
  const isOver = run?.state === 'failed' || run?.state === 'stopped';
  if (run !== undefined && isOver && run.waitsFor === undefined && !ended.has(runKey(run))) {
    ended.set(runKey(run), model.moment);
    ended.set(run.id, model.moment);
  }
}
