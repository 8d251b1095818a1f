import * as z from 'zod';

/**
 * Limits of the network's size. A VPC is at most a /16; every availability zone gets a public and a private subnet, up to six zones,
 * and no subnet may be smaller than a /28, which a /24 still gives.
 * Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html
 */
const LARGEST_PREFIX = 16;
const SMALLEST_PREFIX = 24;

/**
 * First octets of ranges that are no addresses of a network: this host, loopback, multicast and what is reserved.
 * Source: https://www.iana.org/assignments/iana-ipv4-special-registry
 */
const NO_NETWORKS: ReadonlySet<number> = new Set([0, 127]);
const FIRST_MULTICAST = 224;

/** Link-local addresses, where EC2 serves time, names and metadata: 169.254.0.0/16. */
const LINK_LOCAL = [169, 254] as const;

const SHAPE = /^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/;

/** An IPv4 range in CIDR form, written with its own first address. */
export const cidrSchema = z
  .string()
  .regex(SHAPE, 'must be an IPv4 range such as 10.0.0.0/16')
  .refine(
    isNetworkRange,
    `must be the first address of an IPv4 range between /${LARGEST_PREFIX} and /${SMALLEST_PREFIX}`,
  )
  .refine(isForNetworks, 'must not lie in a range that no network can have, such as 127.0.0.0/8 or 169.254.0.0/16');

function isNetworkRange(text: string): boolean {
  if (!SHAPE.test(text)) return true;
  const [address = '', length = ''] = text.split('/');
  const octets = address.split('.').map(Number);
  const prefix = Number(length);
  if (octets.some((octet) => octet > 255) || prefix < LARGEST_PREFIX || prefix > SMALLEST_PREFIX) return false;
  const bits = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return bits % 2 ** (32 - prefix) === 0;
}

function isForNetworks(text: string): boolean {
  const [first = 0, second = 0] = text.split('.').map(Number);
  const isLinkLocal = first === LINK_LOCAL[0] && second === LINK_LOCAL[1];
  return !isLinkLocal && !NO_NETWORKS.has(first) && (first < FIRST_MULTICAST || first > 255);
}
