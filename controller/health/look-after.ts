import type { StackRecord } from '../apply/progress.ts';
import type { HealthRecord, HealthTarget, LookedAt, PendingLook, Watch, Watched } from './health.ts';

/** A run that has succeeded. */
export interface AppliedRun {
  readonly id: string;
  readonly sha: string;
  readonly startedAt: number;
  readonly watch?: Watch;
}

/** What was known of the environment's health before. */
export interface HealthBefore {
  readonly look?: PendingLook;
  readonly health?: HealthRecord;
}

/**
 * The look that a succeeded run asks for. It takes over what earlier runs touched whose look it overtakes, and what was not well at the last
 * verdict, as far as it is still there. `undefined` where there is nothing to look at. Pure.
 */
export function lookAfter(
  run: AppliedRun,
  before: HealthBefore,
  stacks: readonly StackRecord[],
  now: number,
): PendingLook | undefined {
  const records = new Map(stacks.map((stack) => [stack.name, stack]));
  const touched = (run.watch?.watched ?? []).flatMap((one) => targetOf(one, records) ?? []);
  const earlier = before.look?.targets ?? [];
  const unwell = before.health?.unwell ?? [];
  const targets = distinct([
    ...touched.map((target): LookedAt => ({ target, by: run.sha })),
    ...earlier,
    ...unwell.map(({ target, blamed }): LookedAt => ({ target, ...(blamed !== undefined && { blamed }) })),
  ]).filter(({ target }) => isThere(target, records));
  if (targets.length === 0) return undefined;
  const { id, sha, startedAt } = run;
  const since = before.look?.since ?? startedAt;
  return { run: id, sha, at: now, since, targets, left: (run.watch?.left ?? 0) + (before.look?.left ?? 0) };
}

type Records = ReadonlyMap<string, StackRecord>;

/** `undefined` for what the record does not know: then it is not there. */
function targetOf(watched: Watched, records: Records): HealthTarget | undefined {
  const { stack, logicalId } = watched;
  const physicalId = physicalIdOf(stack, logicalId, records);
  if (physicalId === undefined) return undefined;
  switch (watched.kind) {
    case 'function':
    case 'alarm':
      return { kind: watched.kind, stack, logicalId, name: physicalId };
    case 'mapping':
      return { kind: 'mapping', stack, logicalId, id: physicalId, ...(watched.off && { off: true }) };
    case 'alias': {
      const [alias = '', name = ''] = physicalId.split(':').toReversed();
      const version = watched.version && physicalIdOf(stack, watched.version, records)?.split(':').at(-1);
      return { kind: 'alias', stack, logicalId, function: name, alias, ...(version && { version }) };
    }
    case 'route': {
      const { endpoint, ...probe } = watched;
      const address = records.get(endpoint.stack)?.outputs[endpoint.output];
      return address === undefined ? undefined : { ...probe, endpoint: address };
    }
  }
}

function physicalIdOf(stack: string, logicalId: string, records: Records): string | undefined {
  return records.get(stack)?.resources.find((resource) => resource.logicalId === logicalId)?.physicalId;
}

function isThere({ stack, logicalId }: HealthTarget, records: Records): boolean {
  return physicalIdOf(stack, logicalId, records) !== undefined;
}

/** The first of each thing: what the last run touched is looked at as that run left it. */
function distinct(all: readonly LookedAt[]): readonly LookedAt[] {
  const seen = new Map<string, LookedAt>();
  for (const one of all) {
    const { kind, stack, logicalId } = one.target;
    const key = `${kind} ${stack} ${logicalId}`;
    if (!seen.has(key)) seen.set(key, one);
  }
  return [...seen.values()];
}
