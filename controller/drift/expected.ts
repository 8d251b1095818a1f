import type { Json } from '../lib/json.ts';

/**
 * What Git says about a property, as far as it can be known: JSON, with a marker wherever a template's expression could not
 * be resolved. Every JSON value is also an expected value.
 */
export type Expected = Json | Unresolved | readonly Expected[] | { readonly [key: string]: Expected };

/** An object of expected values. */
export interface ExpectedObject {
  readonly [key: string]: Expected;
}

/** Stands for a value that nobody can know from the template and the record. Equal to nothing, not even to itself. */
export class Unresolved {
  /** The expression in words, e.g. `Fn::GetAtt ChargeRole.Arn`. */
  readonly expression: string;

  constructor(expression: string) {
    this.expression = expression;
  }
}

/** True for an object of expected values: not an array, not a marker, not null. */
export function isExpectedObject(value: Expected | undefined): value is ExpectedObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Unresolved);
}

/** True for a list of expected values. `Array.isArray` alone would forget what its items are. */
export function isExpectedList(value: Expected | undefined): value is readonly Expected[] {
  return Array.isArray(value);
}

/** A member of the object itself, never of its prototype (R4). */
export function memberOf(object: ExpectedObject, key: string): Expected | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The first marker in a value, at any depth. */
export function findUnresolved(value: Expected): Unresolved | undefined {
  if (value instanceof Unresolved) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const item of isExpectedList(value) ? value : Object.values(value)) {
    const found = findUnresolved(item);
    if (found) return found;
  }
  return undefined;
}

/** The value as one text, whatever the order in which its members were written; a marker is its expression. */
export function stableText(value: Expected): string {
  if (value instanceof Unresolved) return `\${${value.expression}}`;
  if (isExpectedList(value)) return `[${value.map(stableText).join()}]`;
  if (!isExpectedObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${stableText(value[key] ?? null)}`);
  return `{${members.join()}}`;
}
