import type { DesiredState } from './compile/desired.ts';
import type { ConsentKind } from './diagnostics/consent.ts';
import { CONSENT_KINDS } from './diagnostics/consent.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { type DocumentCache, loadDocuments } from './documents/load-documents.ts';
import type { AnyDocument, RegistryDocument } from './documents/registry.ts';
import type { DeleteLimits } from './guard/guard.ts';
import type { Clock } from './lib/clock.ts';
import type { ObservedState } from './observe/observed.ts';
import { DEFAULT_READING_LIMITS, type ReadingLimits } from './reading-limits.ts';
import type { Ledger } from './record/port.ts';
import type { BlobCache } from './source/blob-cache.ts';
import { loadSnapshot } from './source/load-snapshot.ts';
import type { TreeReader } from './source/port.ts';

/** What needs a second person, and whose word counts. */
export interface ConsentRules {
  readonly confirm: ReadonlySet<ConsentKind>;
  readonly teamRoles: boolean;
  readonly limits: DeleteLimits;
  /** Team → logins that answer for it; the platform's own under the empty name. A team that is not in it has nobody in particular. */
  readonly owners: ReadonlyMap<string, readonly string[]>;
  /** Teams that the registry has. */
  readonly teams: ReadonlySet<string>;
}

/** Rules under which everything is asked that could be. */
export const ASK_EVERYTHING: Pick<ConsentRules, 'limits' | 'teamRoles'> = {
  limits: { resources: 0, share: 0 },
  teamRoles: true,
};

/** The rules that one registry writes down. Pure. */
export function rulesOf({ spec }: RegistryDocument<'Platform'>, documents: readonly AnyDocument[]): ConsentRules {
  const { confirm, limits } = spec.sync;
  const teams = documents.filter((document) => document.kind === 'Team');
  const owners = [
    ['', spec.owners] as const,
    ...teams.map((team) => [team.metadata.name, team.spec.owners] as const),
  ].flatMap(([name, logins]) => (logins === undefined ? [] : [[name, logins] as const]));
  return {
    confirm: new Set(
      CONSENT_KINDS.filter((kind) => confirm.includes(kind) || (kind === 'iam' && confirm.includes('team-iam'))),
    ),
    teamRoles: confirm.includes('team-iam'),
    limits: { resources: limits.deletes, share: limits.share / 100 },
    owners: new Map(owners),
    teams: new Set(teams.map(({ metadata }) => metadata.name)),
  };
}

/**
 * The rules for going from one registry to another: whatever either of them asks, and the owners of the one that is applied. Else whoever
 * changes what is guarded could let himself off in the same commit, or name his own judge. Pure.
 */
export function strictest(wanted: ConsentRules, applied: ConsentRules | undefined): ConsentRules {
  if (applied === undefined) return wanted;
  const isNew = ([team]: readonly [string, unknown]) => team !== '' && !applied.teams.has(team);
  return {
    confirm: new Set([...wanted.confirm, ...applied.confirm]),
    teamRoles: wanted.teamRoles || applied.teamRoles,
    limits: {
      resources: Math.min(wanted.limits.resources, applied.limits.resources),
      share: Math.min(wanted.limits.share, applied.limits.share),
    },
    owners: new Map([...applied.owners, ...[...wanted.owners].filter(isNew)]),
    teams: new Set([...wanted.teams, ...applied.teams]),
  };
}

/** Who answers for a stack, by the team that its tags name. Pure. */
export function ownersOfStacks(
  { owners }: ConsentRules,
  desired: DesiredState,
  observed: ObservedState,
): (stack: string) => readonly string[] | undefined {
  const teams = new Map([...observed.stacks, ...desired.stacks].map(({ name, tags }) => [name, tags.team ?? '']));
  return (stack) => owners.get(teams.get(stack) ?? '');
}

/** What is needed to read the applied commit. */
export interface AppliedWorld {
  readonly ledger: Pick<Ledger, 'readEnvironment'>;
  readonly source: TreeReader;
  /** Where the applied commit is read, if not from `source`, which may show a merge that nobody made yet. */
  readonly applied?: TreeReader;
  readonly blobs: BlobCache;
  readonly documents: DocumentCache;
  readonly clock: Clock;
  readonly environment?: string;
  readonly limits?: ReadingLimits;
}

/** What the applied commit says; `undefined` where none is, or GitHub has never seen it, or it cannot be read as a registry. */
export async function appliedRules(world: AppliedWorld): Promise<ConsentRules | undefined> {
  const { appliedSha } = await world.ledger.readEnvironment();
  if (appliedSha === undefined) return undefined;
  const limits = world.limits ?? DEFAULT_READING_LIMITS;
  try {
    const { snapshot } = await loadSnapshot(world.applied ?? world.source, appliedSha, limits.source, world.blobs);
    const { registry } = loadDocuments(snapshot, {
      today: new Date(world.clock.now()).toISOString().slice(0, 10),
      cache: world.documents,
      limits: limits.documents,
      ...(world.environment !== undefined && { environment: world.environment }),
    });
    const platform = registry.documents.find((document) => document.kind === 'Platform');
    return platform && rulesOf(platform, registry.documents);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'CommitNotFound') return undefined;
    throw error;
  }
}
