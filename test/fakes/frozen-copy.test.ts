import { expect, test } from 'vitest';
import { frozenCopy } from './frozen-copy.ts';

test('a copy stays as it was when the original changes, and cannot be changed itself', () => {
  const original = { list: [{ a: 1 }], none: undefined, empty: null };
  const copy = frozenCopy(original);
  original.list.push({ a: 2 });
  expect(copy).toStrictEqual({ list: [{ a: 1 }], none: undefined, empty: null });
  expect(() => copy.list.push({ a: 3 })).toThrow(TypeError);
  expect(() => Object.assign(copy.list[0] ?? {}, { a: 4 })).toThrow(TypeError);
});

test('what is a copy already is shared', () => {
  const copy = frozenCopy({ plan: { stacks: [1] }, version: 1 });
  expect(frozenCopy({ ...copy, version: 2 }).plan).toBe(copy.plan);
});
