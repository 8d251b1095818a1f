/** What a part of a path takes: one text, anything, or all the rest. The most specific first. */
export const PRECEDENCE = ['text', 'parameter', 'greedy'] as const;

/** What a part of a path takes. */
export function sortOf(segment: string): (typeof PRECEDENCE)[number] {
  if (!segment.startsWith('{')) return 'text';
  return segment.endsWith('+}') ? 'greedy' : 'parameter';
}

/** Paths by their parts, so that those that may take the same requests are found without comparing each with every other. */
export interface RouteTree {
  /** Numbers of the paths that end here. */
  readonly here: number[];
  readonly below: Map<string, RouteTree>;
}

/** A tree of paths in parts. A path is called by its position. */
export function routeTree(paths: readonly (readonly string[])[]): RouteTree {
  const root = emptyTree();
  for (const [number, path] of paths.entries()) branchOf(root, path).here.push(number);
  return root;
}

function emptyTree(): RouteTree {
  return { here: [], below: new Map() };
}

function branchOf(root: RouteTree, path: readonly string[]): RouteTree {
  let branch = root;
  for (const segment of path) {
    const sort = sortOf(segment);
    // A parameter takes the same whatever it is called. No text is empty braces.
    const key = sort === 'text' ? segment : sort === 'parameter' ? '{}' : '{+}';
    const next = branch.below.get(key) ?? emptyTree();
    branch.below.set(key, next);
    branch = next;
  }
  return branch;
}

/** The numbers of the paths that some request of this path fits too, its own among them, in order. */
export function meeting(tree: RouteTree, path: readonly string[]): readonly number[] {
  return walk(tree, path).sort((a, b) => a - b);
}

function walk(tree: RouteTree, path: readonly string[], depth = 0): number[] {
  const segment = path[depth];
  if (segment === undefined) return [...tree.here];
  const sort = sortOf(segment);
  if (sort === 'greedy') return [...tree.below.values()].flatMap(everything);
  const greedy = tree.below.get('{+}')?.here ?? [];
  const branches =
    sort === 'text'
      ? [tree.below.get(segment), tree.below.get('{}')]
      : [...tree.below].map(([key, branch]) => (key === '{+}' ? undefined : branch));
  return [...greedy, ...branches.flatMap((branch) => (branch === undefined ? [] : walk(branch, path, depth + 1)))];
}

function everything(tree: RouteTree): number[] {
  return [...tree.here, ...[...tree.below.values()].flatMap(everything)];
}
