import type { DriftResult } from './drift/drift.ts';
import { ENVIRONMENT_LEASE } from './environment-lease.ts';
import { isDrifted } from './report/drift-words.ts';
import type { PlannerWorld } from './world.ts';

/** How long it takes to add one entry, with room for retries. */
const LEASE_MS = 30_000;
/** How many drifted resources an entry names. */
const MAX_NAMED = 50;

/**
 * Keeps that a sweep found drift, once for as long as the same is found, and before the sweep itself is recorded. While somebody else
 * holds the environment it is left out: what is just being changed is no drift (F7).
 */
export async function keepDrift(
  result: DriftResult,
  before: DriftResult | undefined,
  world: Pick<PlannerWorld, 'ledger' | 'clock'>,
): Promise<void> {
  const resources = namesOf(result);
  if (resources.length === 0 || (before?.sha === result.sha && namesOf(before).join() === resources.join())) return;
  const at = world.clock.now();
  const lease = await world.ledger.acquireLease(ENVIRONMENT_LEASE, `drift-${at}`, at, LEASE_MS);
  if (lease === undefined) return;
  const count = (status: string) => result.resources.filter((resource) => resource.status === status).length;
  const counts = { modified: count('modified'), deleted: count('deleted'), added: count('added') };
  const fact = { kind: 'drift', ...counts, resources: resources.slice(0, MAX_NAMED) } as const;
  try {
    await world.ledger.appendEvidence({ run: 'drift', attempt: at, key: 'drift', sha: result.sha, at, fact }, lease);
  } finally {
    await world.ledger.releaseLease(lease);
  }
}

function namesOf({ resources }: DriftResult): readonly string[] {
  return resources
    .filter(isDrifted)
    .map(({ stack, logicalId, status }) => `${stack}/${logicalId} ${status}`)
    .sort();
}
