import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesPattern, overlap } from '../../../../controller/documents/iam/wildcard.ts';

describe('two patterns overlap', () => {
  test.each([
    ['*', ''],
    ['a*', '*b'],
    ['a*c', 'ab?'],
    ['table/x-*', 'table/x-y/index/*'],
    ['??', '*a'],
    ['abc', 'a?c'],
  ])('%s and %s', (a, b) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([true, true]);
  });

  test.each([
    ['a*', 'b*'],
    ['*a', '*b'],
    ['??', 'a'],
    ['?', ''],
    ['key/*', 'alias/*'],
  ])('%s and %s do not', (a, b) => {
    expect([overlap(a, b), overlap(b, a)]).toEqual([false, false]);
  });

  test('exactly where some text is in both', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });
    const texts = ['', 'a', 'b'].flatMap((x) => ['', 'a', 'b'].flatMap((y) => [x + y, `${x}a${y}`, `${x}b${y}`]));
    const all = texts.flatMap((x) => texts.map((y) => x + y));
    fc.assert(
      fc.property(pattern, pattern, (a, b) => {
        expect(overlap(a, b)).toBe(all.some((text) => matchesPattern(a, text) && matchesPattern(b, text)));
      }),
    );
  });
});
