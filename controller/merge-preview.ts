import { type MergedTree, mergeTrees } from './source/merge-trees.ts';
import type { TreeReader } from './source/port.ts';
import type { PlannerWorld } from './world.ts';

/** The registry as merging a commit would leave it, or why that is not known. */
export type MergePreview =
  | {
      readonly source: TreeReader;
      /** Head of the branch that the commit was merged into in thought; absent when the commit is up to date with it. */
      readonly mergedInto?: string;
    }
  | { readonly problem: string };

/**
 * What the branch would hold after this commit was merged. A commit that is behind the branch would otherwise be planned as if it took
 * back what was merged since. Files that both changed are left to git: their lines are not merged here.
 */
export async function previewMerge(
  headSha: string,
  { source, config }: Pick<PlannerWorld, 'source' | 'config'>,
): Promise<MergePreview> {
  const branchHead = await source.headOf(config.branch);
  const base = await source.mergeBase(branchHead, headSha);
  if (base === undefined) return { problem: `This commit has no history in common with ${config.branch}.` };
  if (base === branchHead) return { source };
  const trees = await Promise.all([base, branchHead, headSha].map((sha) => source.readTree(sha)));
  const [before, ours, theirs] = trees;
  if (before === undefined || ours === undefined || theirs === undefined) return { source };
  const { tree, conflicts }: MergedTree = mergeTrees(before, ours, theirs);
  if (conflicts.length > 0) return { problem: sayConflicts(conflicts, config.branch) };
  return { source: { readBlob: (sha) => source.readBlob(sha), readTree: async () => tree }, mergedInto: branchHead };
}

/** Files that are named in a problem. */
const MAX_NAMED = 5;

function sayConflicts(conflicts: readonly string[], branch: string): string {
  const more = conflicts.length > MAX_NAMED ? ` and ${conflicts.length - MAX_NAMED} more` : '';
  const files = `${conflicts.slice(0, MAX_NAMED).join(', ')}${more}`;
  return `${branch} has changed ${files} since this commit branched off. Update the pull request to see its plan.`;
}
