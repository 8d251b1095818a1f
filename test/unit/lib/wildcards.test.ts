import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesPattern, overlap } from '../../../controller/lib/wildcards.ts';

test.each([
  ['s3:GetObject', 's3:GetObject', true],
  ['s3:Get*', 's3:*', true],
  ['s3:Get*', 's3:GetObject', false],
  ['s3:*', 's3:Get*', false],
  ['s3:GetObj?ct', 's3:GetObj?ct', true],
  ['s3:GetObj?ct', 's3:GetObj*', true],
  ['s3:GetObj*', 's3:GetObj?', false],
  ['*', '*', true],
])('%s lies within %s: %s', (inner, outer, expected) => {
  expect(matchesPattern(outer, inner)).toBe(expected);
});

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

describe('against every short text', () => {
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 4 });
  const texts = [
    '',
    ...['a', 'b'].flatMap((x) => [x, ...['a', 'b'].flatMap((y) => [x + y, `${x}${y}a`, `${x}${y}b`])]),
  ];
  const matches = (glob: string, text: string) =>
    RegExp(`^${glob.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);

  test('what lies within matches nothing that the outer pattern does not', () => {
    fc.assert(
      fc.property(pattern, pattern, (inner, outer) => {
        if (!matchesPattern(outer, inner)) return;
        expect(texts.filter((text) => matches(inner, text) && !matches(outer, text))).toEqual([]);
      }),
    );
  });
});
