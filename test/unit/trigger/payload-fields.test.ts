import { expect, test } from 'vitest';
import { idAt, textAt, valueAt } from '../../../controller/trigger/payload-fields.ts';

test('a value is found along its path, and missing when any part of the way is', () => {
  expect(valueAt({ a: { b: [{ c: 1 }] } }, 'a', 'b', '0', 'c')).toBe(1);
  expect(valueAt({ a: null }, 'a')).toBeNull();
  expect(valueAt({ a: null }, 'a', 'b')).toBeUndefined();
  expect(valueAt({ a: 'text' }, 'a', 'length')).toBeUndefined();
  expect(valueAt(undefined, 'a')).toBeUndefined();
});

test('R4: what every object inherits is not in the payload', () => {
  expect(valueAt({}, 'constructor')).toBeUndefined();
  expect(valueAt({}, 'constructor', 'name')).toBeUndefined();
  expect(valueAt({}, '__proto__')).toBeUndefined();
  expect(valueAt(JSON.parse('{"__proto__":{"id":7}}'), '__proto__', 'id')).toBe(7);
});

test('R7: an id is a positive integer that is held exactly', () => {
  expect(idAt({ id: 9_007_199_254_740_991 }, 'id')).toBe(9_007_199_254_740_991);
  for (const id of [9_007_199_254_740_992, 0, -1, 1.5, '1', null, true, {}, Number.NaN]) {
    expect(idAt({ id }, 'id')).toBeUndefined();
  }
});

test('a text of another form counts as missing', () => {
  expect(textAt({ a: 'main' }, /^main$/, 'a')).toBe('main');
  for (const a of ['Main', 'main\n', ['main'], 7, null]) expect(textAt({ a }, /^main$/, 'a')).toBeUndefined();
});
