import fc from 'fast-check';
import { expect, test } from 'vitest';
import { centsOf, dollars, microsOf, shareCents, signedDollars } from '../../../controller/cost/money.ts';

test('the cents that rounding leaves over go to the parts that lost most', () => {
  // 0.334 + 0.333 + 0.333 = 1.00; 0.004 + 0.004 + 0.004 = 0.012; -0.006 + 0.016 = 0.01
  expect(shareCents([334_000, 333_000, 333_000], 100)).toEqual([34, 33, 33]);
  expect(shareCents([4_000, 4_000, 4_000], 1)).toEqual([1, 0, 0]);
  expect(shareCents([-6_000, 16_000], 1)).toEqual([-1, 2]);
  expect(shareCents([], 0)).toEqual([]);
});

test('a total that is itself a cent off is met all the same', () => {
  expect(shareCents([10_000, 20_000], 2)).toEqual([1, 1]);
  expect(shareCents([10_000, 20_000], 4)).toEqual([2, 2]);
});

test('shown parts add up to the shown whole, each within a cent of what it is', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -10_000_000, max: 10_000_000 }), { minLength: 1 }), (parts) => {
      const total = centsOf(parts.reduce((sum, part) => sum + part, 0));
      const cents = shareCents(parts, total);
      expect(cents.reduce((sum, part) => sum + part, 0)).toBe(total);
      for (const [index, part] of parts.entries())
        expect(Math.abs((cents[index] ?? 0) - part / 10_000)).toBeLessThanOrEqual(1);
    }),
  );
});

test('amounts are whole millionths of a dollar', () => {
  expect(microsOf(1, 0.2, 1_000_000)).toBe(0);
  expect(microsOf(3, 0.2, 1_000_000)).toBe(1);
  expect(microsOf(100_000, 0.2, 1_000_000)).toBe(20_000);
});

test('amounts are written as dollars and cents', () => {
  expect([0, 5, 123_456, -120].map(dollars)).toEqual(['0.00', '0.05', '1,234.56', '-1.20']);
  expect(dollars(centsOf(-1))).toBe('0.00');
});

test('a change has its sign', () => {
  expect([35, -120, 0].map(signedDollars)).toEqual(['+0.35', '-1.20', '0.00']);
});
