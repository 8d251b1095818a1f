import * as z from 'zod';

/** The part of a JSON Schema that says where values stand. */
interface Node {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly anyOf?: readonly Node[];
}

/**
 * Every place of a schema where an author writes a value: field names from the top, `[]` for any item of a list, `*` for any name of a map.
 * A field that takes an ARN or a reference is one place: what refers is tested for all kinds at once.
 */
export function leavesOf(schema: z.ZodType): readonly string[] {
  return [...new Set(leavesBelow(z.toJSONSchema(schema, { io: 'input' }) as Node, ''))].sort();
}

function leavesBelow(node: Node, path: string): readonly string[] {
  if (node.anyOf !== undefined) {
    return node.anyOf.some(isReference) ? [path] : node.anyOf.flatMap((option) => leavesBelow(option, path));
  }
  if (node.items !== undefined) return leavesBelow(node.items, `${path}[]`);
  const inner = Object.entries(node.properties ?? {});
  if (inner.length > 0)
    return inner.flatMap(([name, field]) => leavesBelow(field, path === '' ? name : `${path}.${name}`));
  return typeof node.additionalProperties === 'object' ? leavesBelow(node.additionalProperties, `${path}.*`) : [path];
}

function isReference({ properties = {} }: Node): boolean {
  return properties.valueFrom !== undefined;
}

/** The places at which two values differ, in the form of {@link leavesOf}. */
export function differencesOf(a: unknown, b: unknown, leaves: readonly string[]): readonly string[] {
  const [left, right] = [flatten(a, '', '', leaves), flatten(b, '', '', leaves)];
  const changed = [...new Set([...left.keys(), ...right.keys()])].filter(
    (place) => left.get(place)?.text !== right.get(place)?.text,
  );
  return [...new Set(changed.map((place) => (left.get(place) ?? right.get(place))?.leaf ?? ''))].sort();
}

interface Leaf {
  readonly leaf: string;
  readonly text: string;
}

/** Concrete place → the leaf it is, and its value as text. */
function flatten(value: unknown, place: string, leaf: string, leaves: readonly string[]): Map<string, Leaf> {
  const found = new Map<string, Leaf>();
  const visit = (inner: unknown, at: string, pattern: string) => {
    for (const [key, entry] of flatten(inner, at, pattern, leaves)) found.set(key, entry);
  };
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  if (isEmpty && leaf === '') return found;
  const isEnd = !leaves.some((one) => one.startsWith(`${leaf}.`) || one.startsWith(`${leaf}[`)) && leaf !== '';
  if (isEnd || isEmpty || typeof value !== 'object' || value === null) {
    return found.set(place, { leaf, text: JSON.stringify(value) });
  }
  for (const [name, inner] of Object.entries(value)) {
    const named = leaf === '' ? name : `${leaf}.${name}`;
    const isKnown = leaves.some((one) => one === named || one.startsWith(`${named}.`) || one.startsWith(`${named}[`));
    const pattern = Array.isArray(value) ? `${leaf}[]` : isKnown ? named : `${leaf}.*`;
    visit(inner, `${place}/${name}`, pattern);
  }
  return found;
}
