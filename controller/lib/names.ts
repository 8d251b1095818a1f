import { hash } from 'node:crypto';

const HASH_LENGTH = 8;

/** CloudFormation's limit: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
const MAX_LOGICAL_ID = 255;

/** Names whose words all begin with a letter: PascalCase keeps them apart without help. */
const PLAIN_NAME = /^[a-z][a-z0-9]*(?:-[a-z][a-z0-9]*)*$/;

/**
 * A name in AWS: the parts joined by dashes. Where that is longer than the service allows, the end is cut and a hash of the
 * whole name takes its place, so that it stays stable, and apart from names that begin alike. The beginning stays, because
 * permissions are given by prefix.
 */
export function physicalName(parts: readonly string[], limit: number): string {
  const name = parts.join('-');
  if (name.length <= limit) return name;
  const kept = name.slice(0, keptLength(limit));
  return `${kept.endsWith('-') ? kept.slice(0, -1) : kept}-${shortHash(name)}`;
}

/** How much of a name's beginning `physicalName` keeps, whatever follows. */
export function keptLength(limit: number): number {
  return limit - HASH_LENGTH - 1;
}

/**
 * A logical id: the prefix, then the name in PascalCase. Where PascalCase would lose what tells two names apart (`a-1b` and
 * `a1b`), an `x` and a hash of the name come first; no plain name can look like that, since PascalCase begins upper-case.
 */
export function logicalId(prefix: string, name: string): string {
  const pascal = pascalCase(name);
  const plain = `${prefix}${pascal}`;
  if (PLAIN_NAME.test(name) && plain.length <= MAX_LOGICAL_ID) return plain;
  return `${prefix}x${shortHash(name)}${pascal}`.slice(0, MAX_LOGICAL_ID);
}

/** `two-words` and `twoWords` as `TwoWords`; anything but letters and digits ends a word. */
export function pascalCase(name: string): string {
  return name
    .split(/[^A-Za-z0-9]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, HASH_LENGTH);
}
