import { isJsonArray, isJsonObject, type Json } from './json.ts';

/**
 * The one text of a JSON value: names in the order of their UTF-16 units, no spaces (as RFC 8785, whose numbers and strings are
 * those of `JSON.stringify`). Two values that are equal have the same text, so that a digest of it means the value.
 */
export function canonicalJson(value: Json): string {
  if (isJsonArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const members = Object.keys(value)
    .sort()
    .flatMap((name) => memberOf(name, value[name]));
  return `{${members.join(',')}}`;
}

/** A member that is `undefined` is none, as for `JSON.stringify`. */
function memberOf(name: string, value: Json | undefined): readonly string[] {
  return value === undefined ? [] : [`${JSON.stringify(name)}:${canonicalJson(value)}`];
}
