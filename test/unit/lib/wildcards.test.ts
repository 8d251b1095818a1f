import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isWithinPattern, patternsMeet } from '../../../controller/lib/wildcards.ts';

test.each([
  ['s3:GetObject', 's3:GetObject', true],
  ['S3:getobject', 's3:Get*', true],
  ['s3:Get*', 's3:*', true],
  ['s3:Get*', 's3:GetObject', false],
  ['s3:*', 's3:Get*', false],
  ['s3:GetObj?ct', 's3:GetObj?ct', true],
  ['s3:GetObj?ct', 's3:GetObj*', true],
  ['s3:GetObj*', 's3:GetObj?', false],
  ['*', '*', true],
])('%s lies within %s: %s', (inner, outer, expected) => {
  expect(isWithinPattern(inner, outer)).toBe(expected);
});

test.each([
  ['s3:GetObject', 's3:GetObject', true],
  ['s3:*', 's3:Delete*', true],
  ['s3:Get*', 's3:*Object', true],
  ['s3:Get*', 's3:Put*', false],
  ['s3:?etObject', 's3:GetObject', true],
  ['*', 'iam:PassRole', true],
  ['s3:Get*', 's3:Get', true],
  ['s3:Get?', 's3:Get', false],
])('%s and %s meet: %s', (first, second, expected) => {
  expect(patternsMeet(first, second)).toBe(expected);
  expect(patternsMeet(second, first)).toBe(expected);
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
        if (!isWithinPattern(inner, outer)) return;
        expect(texts.filter((text) => matches(inner, text) && !matches(outer, text))).toEqual([]);
      }),
    );
  });

  test('patterns that match a common text meet', () => {
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        if (texts.some((text) => matches(first, text) && matches(second, text)))
          expect(patternsMeet(first, second)).toBe(true);
      }),
    );
  });

  test('patterns that meet have a common text, if it may be long enough', () => {
    const long = fc.string({ unit: fc.constantFrom('a', 'b', '?'), minLength: 0, maxLength: 3 });
    fc.assert(
      fc.property(long, long, (first, second) => {
        expect(patternsMeet(first, second)).toBe(texts.some((text) => matches(first, text) && matches(second, text)));
      }),
    );
  });
});
