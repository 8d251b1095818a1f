import { isMap, isScalar, isSeq, type LineCounter, type Node, type Pair, type YAMLMap } from 'yaml';
import { position } from './parse.ts';
import type { Path } from './path.ts';

/** A line and column, both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a path stands in a document. A scalar is found at its value; a map, a list or nothing at the name of its field; with `at: 'key'` always the name.
 * A path that does not exist leads to the nearest part above it that does.
 */
export function placeOf(root: Node, path: Path, lines: LineCounter, at?: 'key'): Place {
  let node: Node = root;
  let key: Node | undefined;
  for (const segment of path) {
    const step = enter(node, segment);
    if (step === undefined) return position(lines, offsetOf(key ?? node));
    key = step.key;
    node = step.value ?? step.key ?? node;
  }
  const named = key !== undefined && (at === 'key' || !isScalar(node) || node.value === null);
  return position(lines, offsetOf(named ? key : node));
}

function offsetOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0;
}

function enter(node: Node, segment: string | number): { key?: Node; value?: Node } | undefined {
  if (isSeq(node) && typeof segment === 'number') {
    const item = node.items[segment] as Node | undefined;
    return item === undefined ? undefined : { value: item };
  }
  if (!isMap(node)) return undefined;
  const pair = pairsOf(node).get(segment);
  return pair === undefined ? undefined : { key: pair.key, ...(pair.value === null ? {} : { value: pair.value }) };
}

/** The pairs of a map by name, the first one of a name that is given twice. */
type Pairs = ReadonlyMap<unknown, Pair<Node, Node | null>>;

const known = new WeakMap<YAMLMap, Pairs>();

/** Kept with the node, so that thousands of findings in one block do not search it thousands of times (R2). */
function pairsOf(map: YAMLMap): Pairs {
  const kept = known.get(map);
  if (kept !== undefined) return kept;
  const pairs = new Map<unknown, Pair<Node, Node | null>>();
  for (const item of map.items as Pair<Node, Node | null>[]) {
    if (isScalar(item.key) && !pairs.has(item.key.value)) pairs.set(item.key.value, item);
  }
  known.set(map, pairs);
  return pairs;
}
