import { isMap, isSeq, type Node } from 'yaml';
import { canonicalJson } from '../../lib/canonical.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import { parsedFile } from '../parsed-file.ts';
import type { Path } from '../path.ts';
import { itemsIn, pairOf, type Replacement } from './layout.ts';
import { addItem, addPair, removeItem, removePair, replaceNode } from './replacements.ts';

/** Stands for the place behind the last item of a list, as in a JSON Pointer (RFC 6901). */
export const BEHIND_LAST = '-';

/**
 * A YAML text in which one value of one of its documents is another one, or is gone where `value` is `undefined`. Everything else stays as it was
 * written, comments, quotes, order and line breaks: only the characters of the value itself are replaced, so that a scalar is a change of one line.
 * What is added goes behind the last of its block; a block that would be left empty goes with its last field.
 *
 * `undefined` where the change cannot be made so. The new text is read again before it is given: it says exactly this, or it is not given.
 */
export function editValue(text: string, index: number, path: Path, value: Json | undefined): string | undefined {
  const before = valueIn(text, index);
  if (before === undefined || parsedFile(text).findings.length > 0) return undefined;
  const wanted = value === undefined ? withoutValue(before, path) : withValue(before, path, value);
  const edited = wanted === undefined ? undefined : editTowards(text, index, [], wanted);
  return edited !== undefined && onlyChanges(text, edited, index, wanted) ? edited : undefined;
}

/** The value of a document of a text, without what defaults and overlays add. */
export function valueIn(text: string, index: number): Json | undefined {
  return parsedFile(text).documents.find((document) => document.index === index)?.value;
}

/** The part of a value at a path. */
export function partAt(value: Json | undefined, path: Path): Json | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined || value === undefined) return value;
  if (isJsonArray(value)) return partAt(value[Number(segment)], rest);
  return isJsonObject(value) && Object.hasOwn(value, segment) ? partAt(value[segment], rest) : undefined;
}

/** Turns the part of a text at `path` into a value, one replacement after the other; each is made on the text that the one before left. */
function editTowards(text: string, index: number, path: Path, wanted: Json): string | undefined {
  const now = partAt(valueIn(text, index), path);
  if (now !== undefined && canonicalJson(now) === canonicalJson(wanted)) return text;
  if (isJsonObject(now) && isJsonObject(wanted) && Object.keys(wanted).length > 0) {
    return editMap(text, index, path, now, wanted);
  }
  if (isJsonArray(now) && isJsonArray(wanted) && wanted.length > 0 && now.length > 0) {
    return editList(text, index, path, now, wanted);
  }
  return replaced(text, index, path, (node) => replaceNode(text, node, wanted));
}

function editMap(text: string, index: number, path: Path, now: JsonObject, wanted: JsonObject): string | undefined {
  let edited: string | undefined = text;
  for (const [name, value] of Object.entries(wanted)) {
    if (edited === undefined) return undefined;
    const given: string = edited;
    edited = Object.hasOwn(now, name)
      ? editTowards(given, index, [...path, name], value)
      : replaced(given, index, path, (node) => (isMap(node) ? addPair(given, node, name, value) : undefined));
  }
  for (const name of Object.keys(now).filter((key) => !Object.hasOwn(wanted, key))) {
    if (edited === undefined) return undefined;
    const given: string = edited;
    edited = replaced(given, index, path, (node) => {
      const pair = isMap(node) ? pairOf(node, name) : undefined;
      return isMap(node) && pair !== undefined ? removePair(given, node, pair) : undefined;
    });
  }
  return edited;
}

/** Items that are in neither list twice stay where they are; the rest is taken out, then put behind. */
function editList(
  text: string,
  index: number,
  path: Path,
  now: readonly Json[],
  wanted: readonly Json[],
): string | undefined {
  const kept = new Set(wanted.map(canonicalJson));
  const gone = now.flatMap((item, at) => (kept.has(canonicalJson(item)) ? [] : [at]));
  const isSameLength = now.length === wanted.length;
  let edited: string | undefined = text;
  // From the end, so that what is taken out moves nothing that is taken out after it.
  for (const at of isSameLength || gone.length === now.length ? [] : gone.toReversed()) {
    if (edited === undefined) return undefined;
    const given: string = edited;
    edited = replaced(given, index, path, (node) => (isSeq(node) ? removeItem(given, node, at) : undefined));
  }
  for (const [at, item] of wanted.entries()) {
    if (edited === undefined) return undefined;
    const given: string = edited;
    const list = partAt(valueIn(given, index), path);
    edited =
      isJsonArray(list) && at < list.length
        ? editTowards(given, index, [...path, at], item)
        : replaced(given, index, path, (node) => (isSeq(node) ? addItem(given, node, item) : undefined));
  }
  const left = edited === undefined ? undefined : partAt(valueIn(edited, index), path);
  for (let at = isJsonArray(left) ? left.length - 1 : 0; at >= wanted.length && edited !== undefined; at -= 1) {
    const given: string = edited;
    edited = replaced(given, index, path, (node) => (isSeq(node) ? removeItem(given, node, at) : undefined));
  }
  return edited;
}

function replaced(
  text: string,
  index: number,
  path: Path,
  replace: (node: Node) => Replacement | undefined,
): string | undefined {
  const node = nodeAt(parsedFile(text).documents.find((document) => document.index === index)?.root, path);
  const replacement = node && replace(node);
  if (replacement === undefined) return undefined;
  return text.slice(0, replacement.start) + replacement.text + text.slice(replacement.end);
}

function nodeAt(node: Node | null | undefined, path: Path): Node | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return node ?? undefined;
  if (isSeq(node)) return nodeAt(itemsIn(node)[Number(segment)], rest);
  return isMap(node) ? nodeAt(pairOf(node, segment)?.value, rest) : undefined;
}

/** The value with another part at a path; what is missing on the way is made. */
function withValue(value: Json | undefined, path: Path, part: Json): Json | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return part;
  if (isJsonArray(value)) {
    const at = segment === BEHIND_LAST ? value.length : Number(segment);
    const inner = withValue(value[at], rest, part);
    return inner === undefined || !(at <= value.length) ? undefined : value.toSpliced(at, 1, inner);
  }
  if (value !== undefined && value !== null && !isJsonObject(value)) return undefined;
  const map = value ?? {};
  const inner = withValue(Object.hasOwn(map, segment) ? map[segment] : undefined, rest, part);
  return inner === undefined ? undefined : { ...map, [segment]: inner };
}

/** The value without the part at a path; a map that is empty without it is gone too. `undefined` where nothing is there. */
function withoutValue(value: Json | undefined, path: Path): Json | undefined {
  const [segment, ...rest] = path;
  if (segment === undefined) return undefined;
  if (isJsonArray(value)) {
    const item = withoutValue(value[Number(segment)], rest);
    return item === undefined ? undefined : value.with(Number(segment), item);
  }
  if (!isJsonObject(value) || !Object.hasOwn(value, segment)) return undefined;
  const { [segment]: part, ...others } = value;
  if (rest.length === 0) return others;
  const inner = withoutValue(part, rest);
  if (inner === undefined) return undefined;
  return isJsonObject(inner) && Object.keys(inner).length === 0 ? others : { ...value, [segment]: inner };
}

/** True when a text differs from the one before in nothing but that one of its documents says what is wanted. */
function onlyChanges(before: string, after: string, index: number, wanted: Json | undefined): boolean {
  const [old, now] = [parsedFile(before), parsedFile(after)];
  if (now.findings.length > 0 || old.documents.length !== now.documents.length) return false;
  return now.documents.every((document, position) => {
    const expected = document.index === index ? wanted : old.documents[position]?.value;
    return expected !== undefined && canonicalJson(document.value) === canonicalJson(expected);
  });
}
