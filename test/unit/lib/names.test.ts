import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keptLength, logicalId, pascalCase, physicalName } from '../../../controller/lib/names.ts';

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,12}$/);
/** Names as the registry takes them: words of letters and digits, joined by single dashes. */
const name = fc
  .tuple(word, fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { maxLength: 4 }))
  .map(([first, rest]) => [first, ...rest].join('-'));

describe('physicalName', () => {
  test('joins the parts by dashes', () => {
    expect(physicalName(['shared-lambda-infra', 'payments', 'function', 'charge'], 64)).toBe(
      'shared-lambda-infra-payments-function-charge',
    );
  });

  test('keeps a name of exactly the limit, cuts a longer one and ends it with a hash', () => {
    expect(physicalName(['abcde', 'fghij', 'klmn'], 16)).toBe('abcde-fghij-klmn');
    expect(physicalName(['abcde', 'fghij', 'klmno'], 16)).toBe('abcde-f-a9e2943c');
    expect(physicalName(['abcdef', 'ghij', 'klmno'], 16)).toBe('abcdef-b23eb56b');
  });

  test('R5: never longer than the limit, stable, and keeps the beginning', () => {
    fc.assert(
      fc.property(fc.array(name, { minLength: 1, maxLength: 6 }), fc.integer({ min: 20, max: 64 }), (parts, limit) => {
        const made = physicalName(parts, limit);
        expect(made.length).toBeLessThanOrEqual(limit);
        expect(made).toBe(physicalName(parts, limit));
        expect(made).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
        const kept = parts.join('-').slice(0, keptLength(limit));
        expect(made.startsWith(kept.endsWith('-') ? kept.slice(0, -1) : kept)).toBe(true);
      }),
    );
  });

  test('R5: two names are the same only if their parts are', () => {
    fc.assert(
      fc.property(name, name, (a, b) => {
        fc.pre(a !== b);
        expect(physicalName(['project', 'team', 'function', a], 30)).not.toBe(
          physicalName(['project', 'team', 'function', b], 30),
        );
      }),
    );
  });
});

describe('logicalId', () => {
  test('is the prefix and the name in PascalCase', () => {
    expect(logicalId('Function', 'charge')).toBe('FunctionCharge');
    expect(logicalId('Function', 'monthly-report2')).toBe('FunctionMonthlyReport2');
  });

  test('keeps names apart that PascalCase would make one', () => {
    expect(logicalId('Function', 'a1b')).toBe('FunctionA1b');
    expect(logicalId('Function', 'a-1b')).toBe('Functionxc985fe9dA1b');
  });

  test('R5: alphanumeric, at most 255 characters, stable, and never the same for two names', () => {
    fc.assert(
      fc.property(fc.oneof(name, fc.string({ maxLength: 300 })), fc.oneof(name, fc.string()), (a, b) => {
        expect(logicalId('Function', a)).toMatch(/^[A-Za-z0-9]{1,255}$/);
        expect(logicalId('Function', a)).toBe(logicalId('Function', a));
        if (a !== b) expect(logicalId('Function', a)).not.toBe(logicalId('Function', b));
      }),
      { numRuns: 1000 },
    );
  });

  test('R5: names of few letters, where collisions are likely, stay apart', () => {
    const short = fc.stringMatching(/^[ab](-?[ab1]){0,3}$/);
    fc.assert(
      fc.property(short, short, (a, b) => {
        fc.pre(a !== b);
        expect(logicalId('Role', a)).not.toBe(logicalId('Role', b));
      }),
      { numRuns: 2000 },
    );
  });
});

test('pascalCase takes anything but letters and digits as the end of a word', () => {
  expect(pascalCase('two-words')).toBe('TwoWords');
  expect(pascalCase('twoWords_and 3')).toBe('TwoWordsAnd3');
  expect(pascalCase('-a-')).toBe('A');
  expect(pascalCase('')).toBe('');
});
