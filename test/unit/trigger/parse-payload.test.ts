import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePayload } from '../../../controller/trigger/parse-payload.ts';

test('W5: an object is parsed, everything else is not', () => {
  expect(parsePayload('{"a":{"b":[1,"}]"]}}')).toEqual({ a: { b: [1, '}]'] } });
  for (const text of [
    '',
    ' ',
    'null',
    '1',
    '"text"',
    '[]',
    '[{}]',
    '{',
    '{"a":}',
    "{'a':1}",
    'payload=%7B%7D',
    '\uFEFF{}',
  ]) {
    expect(parsePayload(text), text).toBeUndefined();
  }
});

const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

test('W5: nesting up to 32 levels is parsed, deeper is not', () => {
  expect(parsePayload(nested(32))).toBeDefined();
  expect(parsePayload(nested(33))).toBeUndefined();
  expect(parsePayload(`{"a":${'['.repeat(2_000_000)}`)).toBeUndefined();
});

test('W5: what is closed again does not count as deep', () => {
  const siblings = JSON.stringify({ a: Array.from({ length: 40 }, () => ({ b: [] })) });
  expect(parsePayload(siblings)).toBeDefined();
});

test('W5: an escaped quote does not end a text', () => {
  const text = `"${'{'.repeat(40)}`;
  expect(parsePayload(JSON.stringify({ text, next: 1 }))).toEqual({ text, next: 1 });
});

test('W5: up to 100,000 fields are parsed, more are not', () => {
  const wide = (fields: number) => `{${Array.from({ length: fields }, (_, index) => `"k${index}":0`).join()}}`;
  expect(parsePayload(wide(100_000))).toBeDefined();
  expect(parsePayload(wide(100_001))).toBeUndefined();
});

test('W5: braces and colons within texts count as text', () => {
  const text = JSON.stringify({ a: '{[:'.repeat(200_000), b: '\\"{[', 'c\\': '"' });
  expect(parsePayload(text)).toEqual({ a: '{[:'.repeat(200_000), b: '\\"{[', 'c\\': '"' });
});

test('R4: a field called __proto__ is a field and changes no prototype', () => {
  const parsed = parsePayload('{"__proto__":{"polluted":true}}');
  expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
});

test('W6: no text whatever throws, and JSON within the limits comes back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => void parsePayload(text)),
    { numRuns: 2_000 },
  );
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 6 })), (value) => {
      expect(parsePayload(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
    { numRuns: 1_000 },
  );
});
