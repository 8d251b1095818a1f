import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../controller/lib/canonical.ts';
import type { Json } from '../../../controller/lib/json.ts';

test('names are sorted at every depth, and nothing is between the parts', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'é "x"' }], a: true, '': -0 })).toBe(
    '{"":0,"a":true,"b":[1,{"c":"é \\"x\\"","d":null}]}',
  );
});

test('the order in which members were added makes no difference, and no value does get lost', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
      const json = JSON.parse(JSON.stringify(value)) as Json;
      expect(JSON.parse(canonicalJson(json))).toEqual(json);
      expect(canonicalJson(reversed(json))).toBe(canonicalJson(json));
    }),
  );
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
