import type { Json } from '../lib/json.ts';

/** An element of an AWS answer: its text, or its children by name; a name that comes more than once holds a list. */
export type XmlValue = string | XmlElement;

/** Children of an element by name. */
export interface XmlElement {
  readonly [name: string]: readonly XmlValue[];
}

/** A tag, or the text between two tags. Comments, declarations and CDATA do not occur in AWS's answers, but are skipped safely. */
const TOKEN = /<!\[CDATA\[([\s\S]*?)\]\]>|<(?:[?!][^>]*)>|<(\/?)([\w:.-]+)[^>]*?(\/?)>|([^<]+)/g;

/** Parses an XML answer of AWS: elements and text, no attributes. Never expands entities of its own (there are none to define). */
export function parseXml(text: string): XmlElement {
  const root: Builder = { children: {}, text: '' };
  const open: Builder[] = [root];
  for (const [, cdata, closing, name, empty, between] of text.matchAll(TOKEN)) {
    const top = open.at(-1) ?? root;
    if (name === undefined) top.text += cdata ?? decode(between ?? '');
    else if (closing === '/') {
      if (open.length > 1) open.pop();
    } else {
      const element: Builder = { children: {}, text: '' };
      const siblings = Object.hasOwn(top.children, name) ? top.children[name] : undefined;
      if (siblings === undefined) Object.defineProperty(top.children, name, own([element]));
      else siblings.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  return elementOf(root);
}

interface Builder {
  readonly children: Record<string, Builder[]>;
  text: string;
}

/** A member of the object itself, whatever its name (R4). */
function own(value: Builder[]): PropertyDescriptor {
  return { value, enumerable: true, configurable: true, writable: true };
}

function elementOf({ children }: Builder): XmlElement {
  const entries = Object.entries(children).map(([name, builders]) => [name, builders.map(contentOf)] as const);
  return Object.fromEntries(entries);
}

function contentOf(builder: Builder): XmlValue {
  return Object.keys(builder.children).length === 0 ? builder.text : elementOf(builder);
}

const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name !== undefined) return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex === undefined ? 10 : 16));
  });
}

/** The element at a path of names; `undefined` when there is none. An empty element has no children. */
export function elementAt(value: XmlValue | undefined, ...path: readonly string[]): XmlElement | undefined {
  const found = valueAt(value, path);
  if (found === '') return {};
  return typeof found === 'string' ? undefined : found;
}

/** The text at a path of names; `undefined` when there is none. */
export function textAt(value: XmlValue | undefined, ...path: readonly string[]): string | undefined {
  const found = valueAt(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** All values of the last name of a path. */
export function allAt(value: XmlValue | undefined, ...path: readonly string[]): readonly XmlValue[] {
  const last = path.at(-1);
  const parent = valueAt(value, path.slice(0, -1));
  if (last === undefined || parent === undefined || typeof parent === 'string') return [];
  return Object.hasOwn(parent, last) ? (parent[last] ?? []) : [];
}

/** All texts of the last name of a path. */
export function textsAt(value: XmlValue | undefined, ...path: readonly string[]): readonly string[] {
  return allAt(value, ...path).filter((item) => typeof item === 'string');
}

function valueAt(value: XmlValue | undefined, path: readonly string[]): XmlValue | undefined {
  return path.reduce<XmlValue | undefined>((found, name) => {
    if (found === undefined || typeof found === 'string' || !Object.hasOwn(found, name)) return undefined;
    return found[name]?.[0];
  }, value);
}

/** Lists of `{Key, Value}` or `{key, value}`, as the template writes tags. */
export function tagsAt(value: XmlValue | undefined, ...path: readonly string[]): Json {
  return allAt(value, ...path).map((tag) => ({
    Key: textAt(tag, 'Key') ?? textAt(tag, 'key') ?? '',
    Value: textAt(tag, 'Value') ?? textAt(tag, 'value') ?? '',
  }));
}
