import { isMap, isScalar, isSeq, type Node, type Pair, type YAMLMap, type YAMLSeq } from 'yaml';

/** A part of a text that is replaced: from `start` up to `end`. */
export interface Replacement {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A pair of a map as the parser gives it. */
export type MapPair = Pair<Node, Node | null>;

/** The pairs of a map. */
export function pairsIn(map: YAMLMap): readonly MapPair[] {
  return map.items as MapPair[];
}

/** The pair of this name. */
export function pairOf(map: YAMLMap, name: string | number): MapPair | undefined {
  return pairsIn(map).find(({ key }) => isScalar(key) && key.value === name);
}

/** The items of a list. */
export function itemsIn(list: YAMLSeq): readonly Node[] {
  return list.items as Node[];
}

/** Where a node begins, and where its own text ends, without comments and blank lines behind it. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** The end of the last thing that is written in a node. */
export function endOf(node: Node): number {
  if (isMap(node) && node.flow !== true) {
    const last = pairsIn(node).at(-1);
    return last === undefined ? startOf(node) : endOfPair(last);
  }
  if (isSeq(node) && node.flow !== true) {
    const last = itemsIn(node).at(-1);
    return last === undefined ? startOf(node) : endOf(last);
  }
  return node.range?.[1] ?? 0;
}

/** The end of a pair's value, or of its name where it has none. */
export function endOfPair({ key, value }: MapPair): number {
  return value === null ? endOf(key) : Math.max(endOf(value), endOf(key));
}

/** Where the line begins that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The line break of a text. */
export function lineBreak(text: string): '\r\n' | '\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Adds a line of its own behind the line on which something ends. */
export function lineBehind(text: string, end: number, line: string): Replacement {
  const newline = lineBreak(text);
  // What ends with its line, as a text block does, ends at the beginning of the next.
  if (end > 0 && text[end - 1] === '\n') return { start: end, end, text: `${line}${newline}` };
  const next = text.indexOf('\n', end);
  if (next === -1) return { start: text.length, end: text.length, text: `${newline}${line}${newline}` };
  return { start: next + 1, end: next + 1, text: `${line}${newline}` };
}

/** Takes away the lines from that of `start` to that on which `end` is; `undefined` where another thing begins on the first of them. */
export function withoutLines(text: string, start: number, end: number, mark: RegExp): Replacement | undefined {
  const first = lineStart(text, start);
  if (!mark.test(text.slice(first, start))) return undefined;
  if (end > 0 && text[end - 1] === '\n') return { start: first, end, text: '' };
  const next = text.indexOf('\n', end);
  return { start: first, end: next === -1 ? text.length : next + 1, text: '' };
}

/** Spaces up to the column of an offset, so that what is added stands below it. */
export function indentAt(text: string, offset: number): string {
  return ' '.repeat(offset - lineStart(text, offset));
}
