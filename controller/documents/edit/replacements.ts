import { isScalar, type Node, Scalar, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Json } from '../../lib/json.ts';
import {
  endOf,
  endOfPair,
  indentAt,
  itemsIn,
  lineBehind,
  type MapPair,
  pairsIn,
  type Replacement,
  startOf,
  withoutLines,
} from './layout.ts';
import { keyText, type TextStyle, yamlText } from './scalar-text.ts';

/** Another value in the place of a scalar or of something in brackets, in the same kind of quotes; `undefined` for a block. */
export function replaceNode(text: string, node: Node, value: Json): Replacement | undefined {
  const [start, end] = [startOf(node), node.range?.[1] ?? 0];
  if (!isScalar(node)) return isInBrackets(node) ? { start, end, text: yamlText(value) } : undefined;
  if (start === end)
    return { start, end, text: `${/[\s[{]/.test(text[start - 1] ?? ' ') ? '' : ' '}${yamlText(value)}` };
  const isBlock = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
  const written = yamlText(value, STYLES[node.type ?? Scalar.PLAIN] ?? 'plain');
  if (!isBlock) return { start, end, text: written };
  const broken = /\r?\n$/.exec(text.slice(start, end))?.[0] ?? '';
  return { start, end, text: `${written}${broken}` };
}

const STYLES: Readonly<Record<string, TextStyle>> = { QUOTE_SINGLE: 'single', QUOTE_DOUBLE: 'double' };

/** One more field at the end of a map, on a line of its own or before the closing bracket. */
export function addPair(text: string, map: YAMLMap, name: string, value: Json): Replacement | undefined {
  const pairs = pairsIn(map);
  const [first, last] = [pairs[0], pairs.at(-1)];
  const added = `${keyText(name)}: ${yamlText(value)}`;
  if (first === undefined || last === undefined) return replaceBrackets(map, `{ ${added} }`);
  if (map.flow === true) return at(endOfPair(last), `, ${added}`);
  return lineBehind(text, endOfPair(last), `${indentAt(text, startOf(first.key))}${added}`);
}

/** One more item at the end of a list. */
export function addItem(text: string, list: YAMLSeq, value: Json): Replacement | undefined {
  const last = itemsIn(list).at(-1);
  const added = yamlText(value);
  if (last === undefined) return replaceBrackets(list, `[${added}]`);
  if (list.flow === true) return at(endOf(last), `, ${added}`);
  return lineBehind(text, endOf(last), `${indentAt(text, startOf(list))}- ${added}`);
}

/** A map without one of its pairs, which is not the only one. */
export function removePair(text: string, map: YAMLMap, pair: MapPair): Replacement | undefined {
  if (map.flow !== true) return withoutLines(text, startOf(pair.key), endOfPair(pair), /^ *$/);
  const pairs = pairsIn(map);
  const index = pairs.indexOf(pair);
  const [before, behind] = [pairs[index - 1], pairs[index + 1]];
  if (before !== undefined) return { start: endOfPair(before), end: endOfPair(pair), text: '' };
  return behind && { start: startOf(pair.key), end: startOf(behind.key), text: '' };
}

/** A list without one of its items. */
export function removeItem(text: string, list: YAMLSeq, index: number): Replacement | undefined {
  const items = itemsIn(list);
  const [item, before, behind] = [items[index], items[index - 1], items[index + 1]];
  if (item === undefined) return undefined;
  if (list.flow !== true) return withoutLines(text, startOf(item), endOf(item), /^ *- +$/);
  if (before !== undefined) return { start: endOf(before), end: endOf(item), text: '' };
  return { start: startOf(item), end: behind === undefined ? endOf(item) : startOf(behind), text: '' };
}

function replaceBrackets(node: Node, text: string): Replacement | undefined {
  return isInBrackets(node) ? { start: startOf(node), end: node.range?.[1] ?? 0, text } : undefined;
}

function isInBrackets(node: Node): boolean {
  return 'flow' in node && node.flow === true;
}

function at(offset: number, text: string): Replacement {
  return { start: offset, end: offset, text };
}
