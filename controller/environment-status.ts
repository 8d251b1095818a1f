import type { StackRecord } from './apply/progress.ts';
import type { DriftResult, ResourceDrift } from './drift/drift.ts';
import { type Health, type HealthRecord, nameOfTarget, worstHealth } from './health/health.ts';
import type { StackDescription } from './observe/port.ts';
import type { EnvironmentRecord, RolledBack, RunRecord, Suspension } from './record/port.ts';
import { rescueCommand } from './status/rescue.ts';
import { stackStatusRule } from './status/stack-status.ts';

/** Does what is there equal what was applied last? */
export type SyncStatus = 'Synced' | 'OutOfSync' | 'Unknown';

/** One stack as `holdfast status` shows it. */
export interface StackStatus {
  readonly name: string;
  readonly sync: SyncStatus;
  readonly health: Health;
  /** CloudFormation's own word, or `none`. */
  readonly status: string;
  readonly sha?: string;
  /** What is not well in it, with the reason. */
  readonly unwell?: readonly string[];
  /** The command that shows the way out, for a stack that only a person gets out. */
  readonly rescue?: string;
}

/** Everything that `holdfast status` shows. */
export interface EnvironmentStatus {
  readonly environment: string;
  readonly appliedSha?: string;
  /** Last applied commit that was found healthy in full. */
  readonly healthySha?: string;
  /** What the last look at health came to; `Progressing` while there is none for what is applied. */
  readonly health?: { readonly health: Health; readonly sha: string; readonly at: string };
  /** The environment is held at an earlier commit. */
  readonly rolledBack?: Omit<RolledBack, 'at'> & { readonly at: string };
  /** Who suspended it, since when, and why. */
  readonly suspended?: { readonly by: string; readonly at: string; readonly reason?: string };
  readonly run?: Pick<RunRecord, 'id' | 'sha' | 'state' | 'purpose'> & {
    readonly problem?: string;
    readonly requestedBy?: string;
  };
  readonly stacks: readonly StackStatus[];
  /** Resources per drift status in the last sweep. */
  readonly drift?: { readonly at: string; readonly counts: Readonly<Record<ResourceDrift['status'], number>> };
}

/** What {@link environmentStatus} is made from; all of it read by the caller. */
export interface StatusInput {
  readonly environment: string;
  readonly record: EnvironmentRecord;
  readonly run: RunRecord | undefined;
  readonly stacks: readonly { readonly record: StackRecord; readonly description: StackDescription | undefined }[];
  readonly drift: { readonly result: DriftResult; readonly at: number } | undefined;
}

/** Puts the record and what CloudFormation says beside each other. Pure. */
export function environmentStatus({ environment, record, run, stacks, drift }: StatusInput): EnvironmentStatus {
  return {
    environment,
    ...(record.appliedSha !== undefined && { appliedSha: record.appliedSha }),
    ...(record.healthySha !== undefined && { healthySha: record.healthySha }),
    ...healthOfEnvironment(record),
    ...(record.rolledBack !== undefined && {
      rolledBack: { ...record.rolledBack, at: new Date(record.rolledBack.at).toISOString() },
    }),
    ...(record.suspended !== undefined && { suspended: suspensionOf(record.suspended) }),
    ...(run !== undefined && { run: runOf(run) }),
    stacks: stacks.map((stack) => stackStatus(stack.record, stack.description, record)),
    ...(drift !== undefined && { drift: { at: new Date(drift.at).toISOString(), counts: countsOf(drift.result) } }),
  };
}

function suspensionOf({ by, at, reason }: Suspension): NonNullable<EnvironmentStatus['suspended']> {
  return { by, at: new Date(at).toISOString(), ...(reason !== undefined && { reason }) };
}

function runOf({ id, sha, state, purpose, problem, requestedBy }: RunRecord): NonNullable<EnvironmentStatus['run']> {
  const by = requestedBy === undefined ? {} : { requestedBy };
  return { id, sha, state, purpose, ...by, ...(problem !== undefined && { problem }) };
}

function healthOfEnvironment({ look, health }: EnvironmentRecord): Pick<EnvironmentStatus, 'health'> {
  if (look !== undefined) {
    return { health: { health: 'Progressing', sha: look.sha, at: new Date(look.at).toISOString() } };
  }
  return health === undefined
    ? {}
    : { health: { health: health.health, sha: health.sha, at: new Date(health.at).toISOString() } };
}

function stackStatus(
  record: StackRecord,
  description: StackDescription | undefined,
  { look, health }: EnvironmentRecord,
): StackStatus {
  const { name, applied, attempted } = record;
  const isLooked = look?.targets.some(({ target, by }) => target.stack === name && by !== undefined) === true;
  const ill = unwellIn(name, health);
  const found = ill.map((one) => one.health);
  const isRead = attempted?.unfinished !== true;
  const finished = isRead && applied !== undefined && applied.templateDigest === attempted?.templateDigest;
  return {
    name,
    sync: description === undefined ? 'OutOfSync' : finished ? 'Synced' : 'OutOfSync',
    health: worstHealth([healthOf(description), ...(isLooked ? ['Progressing' as const] : []), ...found]),
    status: description?.status ?? 'none',
    ...rescueFor(name, description?.status),
    ...(applied !== undefined && { sha: applied.sha }),
    ...(ill.length > 0 && { unwell: ill.map(({ target, reason }) => `${nameOfTarget(target)}: ${reason}`) }),
  };
}

function unwellIn(stack: string, health: HealthRecord | undefined): HealthRecord['unwell'] {
  return (health?.unwell ?? []).filter(({ target }) => target.stack === stack);
}

function rescueFor(name: string, status: string | undefined): Pick<StackStatus, 'rescue'> {
  const rescue = rescueCommand(name, status);
  return rescue === undefined ? {} : { rescue };
}

function healthOf(description: StackDescription | undefined): Health {
  if (description === undefined) return 'Missing';
  const { kind, result } = stackStatusRule(description.status);
  if (kind === 'busy') return 'Progressing';
  return kind === 'stable' && result === 'applied' ? 'Healthy' : 'Degraded';
}

function countsOf({ resources }: DriftResult): Readonly<Record<ResourceDrift['status'], number>> {
  const counts = { 'in-sync': 0, modified: 0, deleted: 0, added: 0, unchecked: 0, excused: 0 };
  for (const { status } of resources) counts[status] += 1;
  return counts;
}
