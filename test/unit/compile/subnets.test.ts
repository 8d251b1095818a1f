import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangesOf } from '../../../controller/compile/platform/subnets.ts';

test('a /16 gives /20 subnets, the same ones however many zones there are', () => {
  expect([1, 2, 6].map((zone) => rangesOf('10.0.0.0/16', zone))).toEqual([
    { privateCidr: '10.0.0.0/20', publicCidr: '10.0.128.0/20' },
    { privateCidr: '10.0.16.0/20', publicCidr: '10.0.144.0/20' },
    { privateCidr: '10.0.80.0/20', publicCidr: '10.0.208.0/20' },
  ]);
});

test('a /24 gives the smallest subnets that EC2 has, /28', () => {
  expect(rangesOf('192.168.7.0/24', 2)).toEqual({ privateCidr: '192.168.7.16/28', publicCidr: '192.168.7.144/28' });
});

test('ranges above 127.255.255.255 do not become negative', () => {
  expect(rangesOf('223.255.240.0/20', 6)).toEqual({ privateCidr: '223.255.245.0/24', publicCidr: '223.255.253.0/24' });
});

test('subnets lie inside the VPC and apart from each other', () => {
  const vpc = fc.tuple(fc.integer({ min: 16, max: 24 }), fc.nat({ max: 0xffffff })).map(([prefix, seed]) => {
    const first = Math.floor((seed * 200) / 2 ** (32 - prefix)) * 2 ** (32 - prefix);
    return { first, size: 2 ** (32 - prefix), cidr: `${address(first)}/${prefix}` };
  });
  fc.assert(
    fc.property(vpc, ({ first, size, cidr }) => {
      const ranges = [1, 2, 3, 4, 5, 6]
        .flatMap((zone) => Object.values(rangesOf(cidr, zone)))
        .map(rangeOf)
        .sort((a, b) => a.first - b.first);
      expect(ranges[0]?.first).toBeGreaterThanOrEqual(first);
      expect(ranges.at(-1)?.end).toBeLessThanOrEqual(first + size);
      for (const [index, { end }] of ranges.slice(0, -1).entries())
        expect(ranges[index + 1]?.first).toBeGreaterThanOrEqual(end);
    }),
  );
});

function address(first: number): string {
  return [2 ** 24, 2 ** 16, 2 ** 8, 1].map((weight) => Math.floor(first / weight) % 256).join('.');
}

function rangeOf(cidr: string): { readonly first: number; readonly end: number } {
  const [text = '', prefix = ''] = cidr.split('/');
  const first = text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return { first, end: first + 2 ** (32 - Number(prefix)) };
}
