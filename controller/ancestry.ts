import { HoldfastError } from './diagnostics/error.ts';
import type { EnvironmentRecord } from './record/port.ts';
import type { Ancestry, BranchReader } from './source/port.ts';
import type { Trigger } from './trigger/trigger.ts';
import type { ApplierWorld } from './world.ts';

/** How two commits relate; `unknown` when GitHub does not know one of them: never pushed, gone, or about to be shown. */
export async function ancestryOf(
  base: string,
  head: string,
  source: Pick<BranchReader, 'compare'>,
): Promise<Ancestry | 'unknown'> {
  try {
    return await source.compare(base, head);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'CommitNotFound') return 'unknown';
    throw error;
  }
}

/** V1: by ancestry, never by commit time. A person may accept one commit by its full id. */
export async function refuseRewrittenHistory(
  head: string,
  trigger: Trigger,
  environment: EnvironmentRecord,
  world: ApplierWorld,
): Promise<string | undefined> {
  const { appliedSha, rolledBack } = environment;
  // What was rolled back stays part of the history: the branch has to go on from where it was then.
  const base = rolledBack?.over ?? appliedSha;
  if (base === undefined || appliedSha === head) return undefined;
  if (trigger.type === 'manual' && trigger.acceptSha === head) return undefined;
  const ancestry = await ancestryOf(base, head, world.source);
  if (ancestry === 'ahead' || ancestry === 'identical') return undefined;
  const which = rolledBack === undefined ? 'is applied' : 'was rolled back';
  return (
    `History was rewritten: the branch head ${head} does not descend from ${base} which ${which}. ` +
    `To accept it: holdfast reconcile --accept ${head}`
  );
}
