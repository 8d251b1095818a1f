import type { Tree, TreeEntry } from './port.ts';
import { isRegistryArea } from './registry-path.ts';

/** What a merge would give, file by file. */
export interface MergedTree {
  readonly tree: Tree;
  /** Registry files that both sides changed, each in its own way: what git would make of their lines is not known here. */
  readonly conflicts: readonly string[];
}

/** Git's mode of a folder. Folders follow from their files. */
const FOLDER = '040000';

/**
 * The tree that merging `theirs` into `ours` gives, `base` being what both come from: per path, whoever changed it wins. Pure; works
 * on names and ids alone, so nothing is fetched for it. A file that both changed to different contents is kept as ours and, if it is one of
 * the registry, a conflict.
 */
export function mergeTrees(base: Tree, ours: Tree, theirs: Tree): MergedTree {
  const [before, left, right] = [base, ours, theirs].map(filesOf) as [Files, Files, Files];
  const paths = [...new Set([...left.keys(), ...right.keys()])].sort();
  const conflicts: string[] = [];
  const entries = paths.flatMap((path) => {
    const [was, own, other] = [before.get(path), left.get(path), right.get(path)];
    if (isSame(own, other) || isSame(was, other)) return own ?? [];
    if (isSame(was, own)) return other ?? [];
    if (isRegistryArea(path)) conflicts.push(path);
    return own ?? [];
  });
  return { tree: { entries, truncated: [base, ours, theirs].some(({ truncated }) => truncated) }, conflicts };
}

type Files = ReadonlyMap<string, TreeEntry>;

function filesOf({ entries }: Tree): Files {
  return new Map(entries.filter(({ mode }) => mode !== FOLDER).map((entry) => [entry.path, entry]));
}

function isSame(a: TreeEntry | undefined, b: TreeEntry | undefined): boolean {
  return a?.sha === b?.sha && a?.mode === b?.mode;
}
