import { below, segmentsOf } from '../lib/pointer.ts';
import {
  type Expected,
  type ExpectedObject,
  findUnresolved,
  isExpectedList,
  isExpectedObject,
  memberOf,
  stableText,
} from './expected.ts';
import { isAt, type TypeRules } from './rules.ts';

/**
 * Properties in the one form in which Git's side and AWS's side compare: nothing empty (texts only at the top, where AWS writes
 * them for what is not set), defaults filled in, sets sorted,
 * tags as a map without AWS's own (`aws:` tags are set by CloudFormation). Changes nothing that it is given.
 */
export function normalise(properties: ExpectedObject, rules: TypeRules): ExpectedObject {
  const { tags = 'Tags' } = rules;
  const tagged = tags in properties ? { ...properties, [tags]: tagMap(properties[tags] ?? null) } : properties;
  const written = rewriteAt(tagged, '', rules);
  const meant = isExpectedObject(written) ? written : {};
  return rules.defaults.reduce((filled, [path, value]) => {
    const segments = segmentsOf(path);
    return fillIn(filled, segments, typeof value === 'function' ? value(properties) : value);
  }, meant);
}

/** Rewrites a value below `path`; `undefined` when it means the same as nothing. */
function rewriteAt(given: Expected, path: string, rules: TypeRules): Expected | undefined {
  if (given === null || (given === '' && isTopLevel(path)) || rules.ignored.some((at) => isAt(at, path)))
    return undefined;
  const forms = (rules.forms ?? []).filter(([at]) => isAt(at, path));
  const value = forms.reduce<Expected>((formed, [, form]) => form(formed), given);
  if (rules.absent.some(([at, nothing]) => isSame(nothing, value) && isAt(at, path))) return undefined;
  if (isExpectedList(value)) return rewriteList(value, path, rules);
  if (isExpectedObject(value)) return rewriteObject(value, path, rules);
  return typeof value === 'string' ? rewriteText(value, path, rules) : value;
}

function isTopLevel(path: string): boolean {
  return path.lastIndexOf('/') === 0;
}

/** Numbers and booleans may be written as text. */
function isSame(nothing: Expected, value: Expected): boolean {
  return nothing === value || (typeof value !== 'object' && typeof nothing !== 'object' && `${nothing}` === `${value}`);
}

function rewriteObject(value: ExpectedObject, path: string, rules: TypeRules): ExpectedObject | undefined {
  const entries = Object.entries(value)
    .map(([key, item]) => [key, rewriteAt(item, below(path, key), rules)] as const)
    .filter((entry): entry is readonly [string, Expected] => entry[1] !== undefined);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** A set with a marker in it cannot be sorted, and so not be compared: it becomes a marker as a whole. */
function rewriteList(value: readonly Expected[], path: string, rules: TypeRules): Expected | undefined {
  const items = value.map((item) => rewriteItem(item, path, rules)).filter((item) => item !== undefined);
  if (items.length === 0) return undefined;
  if (!rules.sets.some((at) => isAt(at, path))) return items;
  const marker = findUnresolved(items);
  if (marker !== undefined) return marker;
  const isPlain = items.every((item) => typeof item !== 'object');
  if (isPlain) return [...new Set(items.map(String))].sort();
  return items
    .map((item) => [stableText(item), item] as const)
    .sort(byText)
    .map(([, item]) => item);
}

/** Rules for texts in a list name the list; those for the parts of objects in it have `*` for the item. */
function rewriteItem(item: Expected, path: string, rules: TypeRules): Expected | undefined {
  return typeof item === 'string' ? rewriteText(item, path, rules) : rewriteAt(item, `${path}/*`, rules);
}

function byText([a]: readonly [string, Expected], [b]: readonly [string, Expected]): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function rewriteText(text: string, path: string, rules: TypeRules): string {
  const rewritten = rules.rewrites.reduce((result, [at, rewrite]) => (isAt(at, path) ? rewrite(result) : result), text);
  return rules.anyCase.some((at) => isAt(at, path)) ? rewritten.toLowerCase() : rewritten;
}

function fillIn(object: ExpectedObject, segments: readonly string[], value: Expected): ExpectedObject {
  const [key, ...inner] = segments;
  if (key === undefined) return object;
  const present = memberOf(object, key);
  if (inner.length === 0) return present === undefined ? { ...object, [key]: value } : object;
  return isExpectedObject(present) ? { ...object, [key]: fillIn(present, inner, value) } : object;
}

/** Tags as a map, from a map or from a list of `{Key, Value}`. */
function tagMap(tags: Expected): Expected {
  if (!isExpectedList(tags) && !isExpectedObject(tags)) return tags;
  const entries = isExpectedList(tags) ? tags.flatMap(tagEntry) : Object.entries(tags);
  return Object.fromEntries(entries.filter(([key]) => !key.startsWith('aws:')));
}

function tagEntry(tag: Expected): readonly (readonly [string, Expected])[] {
  if (!isExpectedObject(tag) || typeof tag.Key !== 'string') return [];
  return [[tag.Key, tag.Value ?? '']];
}
