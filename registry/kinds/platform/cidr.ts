import * as z from 'zod';

/**
 * Limits of the network's size. A VPC is at most a /16; every availability zone gets a public and a private subnet, up to six zones,
 * and no subnet may be smaller than a /28, which a /24 still gives.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html
 */
const LARGEST_PREFIX = 16;
const SMALLEST_PREFIX = 24;

const SHAPE = /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/;

/** An IPv4 range in CIDR form, written with its own first address. */
export const cidrSchema = z
  .string()
  .regex(SHAPE, 'must be an IPv4 range such as 10.0.0.0/16')
  .refine(
    isNetworkRange,
    `must be the first address of an IPv4 range between /${LARGEST_PREFIX} and /${SMALLEST_PREFIX}`,
  );

function isNetworkRange(text: string): boolean {
  if (!SHAPE.test(text)) return true;
  const [address = '', length = ''] = text.split('/');
  const octets = address.split('.').map(Number);
  const prefix = Number(length);
  if (octets.some((octet) => octet > 255) || prefix < LARGEST_PREFIX || prefix > SMALLEST_PREFIX) return false;
  const bits = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return bits % 2 ** (32 - prefix) === 0;
}
