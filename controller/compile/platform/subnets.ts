/**
 * Sixteen equal ranges: eight for private subnets, eight for public ones, of which six each can be used. A subnet's range depends on
 * its zone only, so a change of the number of zones moves none of the others (a moved range replaces the subnet).
 */
const RANGE_BITS = 4;
const FIRST_PUBLIC = 8;

/** Ranges of one availability zone's subnets. `zone` counts from 1. */
export interface ZoneRanges {
  readonly privateCidr: string;
  readonly publicCidr: string;
}

/** Computes the ranges of a zone's subnets inside the VPC's range (`10.0.0.0/16`, `1` → `10.0.0.0/20` and `10.0.128.0/20`). */
export function rangesOf(cidr: string, zone: number): ZoneRanges {
  return { privateCidr: rangeAt(cidr, zone - 1), publicCidr: rangeAt(cidr, FIRST_PUBLIC + zone - 1) };
}

function rangeAt(cidr: string, index: number): string {
  const [address = '', length = ''] = cidr.split('/');
  const prefix = Number(length) + RANGE_BITS;
  const base = address.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
  const first = base + index * 2 ** (32 - prefix);
  return `${[24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')}/${prefix}`;
}
