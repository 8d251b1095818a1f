import { DEFAULT_TIMEOUT_SECONDS } from '../compile/function/defaults.ts';
import { isJsonArray, type Json } from '../lib/json.ts';

/** What a field has to say so that it makes a live value. */
export type FieldValue = { readonly set: Json } | { readonly remove: true };

/**
 * From the live value of a property back to the field of `document` that sets it; `undefined` where the value alone does not tell. An absent
 * property is `undefined`.
 */
export type FieldInverse = (actual: Json | undefined, document: object) => FieldValue | undefined;

/** The field says what the property says; a property that is gone is a field that is gone. */
export const same: FieldInverse = (actual) => (actual === undefined ? { remove: true } : { set: actual });

/** Read back as nothing where it is off. */
export const flag: FieldInverse = (actual) => ({ set: String(actual) === 'true' });

/** Words of AWS and those of the registry. */
export function words(table: Readonly<Record<string, Json>>): FieldInverse {
  return (actual) => {
    const word = String(actual ?? '');
    return Object.hasOwn(table, word) ? { set: table[word] ?? null } : undefined;
  };
}

/** Words that the registry writes in lower case. */
export const lowerCase: FieldInverse = (actual) =>
  typeof actual === 'string' ? { set: actual.toLowerCase() } : { remove: true };

/** Words that the registry writes in upper case, such as methods of HTTP. */
export const upperCase: FieldInverse = (actual) =>
  isJsonArray(actual)
    ? { set: actual.map((word) => (typeof word === 'string' ? word.toUpperCase() : word)) }
    : same(actual, {});

/** So many units of AWS are one of the field's; what is no whole number of them cannot be said. */
export function inUnits(size: number): FieldInverse {
  return (actual) => (actual === undefined ? { remove: true } : whole(Number(actual) / size));
}

/** The only item of a list. */
export const onlyItem: FieldInverse = (actual) => {
  const [item, ...more] = isJsonArray(actual) ? actual : [];
  return item === undefined || more.length > 0 ? undefined : { set: item };
};

/** A moment without the thousandths of a second that it comes with when it is read. */
export const moment: FieldInverse = (actual) =>
  typeof actual === 'string' ? { set: actual.replace(/\.000Z$/, 'Z') } : { remove: true };

/** A flag of AWS's that a list of words in the field switches. */
export function listed(word: string): FieldInverse {
  return (actual) => ({ set: isJsonArray(actual) && actual.includes(word) });
}

/** Lambda's limit of a run in milliseconds as a part of the function's timeout, in percent. */
export const percentOfTimeout: FieldInverse = (actual, document) => {
  const seconds = numberAt(document, 'timeoutSeconds') ?? DEFAULT_TIMEOUT_SECONDS;
  return whole(Number(actual) / (seconds * 10));
};

function numberAt(document: object, field: string): number | undefined {
  const spec: unknown = Reflect.get(document, 'spec');
  const value: unknown = typeof spec === 'object' && spec !== null ? Reflect.get(spec, field) : undefined;
  return typeof value === 'number' ? value : undefined;
}

function whole(value: number): FieldValue | undefined {
  return Number.isSafeInteger(value) ? { set: value } : undefined;
}
