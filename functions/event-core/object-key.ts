import { PoisonError } from './poison.ts';

/** S3 allows 1,024 bytes of UTF-8 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). */
const MAX_KEY_BYTES = 1024;
/** What file systems allow for one name. */
const MAX_SEGMENT_BYTES = 255;
/** Names that Windows gives to devices, alone or with an ending. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
/** C0 and C1 controls, DEL, line and paragraph separators, zero-width and bidirectional marks: they hide what a name is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/**
 * Gives the key that S3 means by what an event says. Events that S3 sends itself are form-encoded (`+` is a space), those of EventBridge
 * are not (https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html).
 * Throws `hostile-key` for an encoding that stands for nothing.
 */
export function decodeKey(encoded: string): string {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '));
  } catch {
    throw new PoisonError('hostile-key', 'The key of the object is not encoded as S3 encodes it.');
  }
}

/**
 * Checks a key before anything is done with it, and gives it back as it is: an object is only found by its exact key. Throws `hostile-key`
 * for what would be dangerous as a path wherever somebody unpacks it: steps upwards, roots, drives, control and hidden characters.
 */
export function checkKey(key: string): string {
  const problem = problemOf(key);
  if (problem !== undefined) throw new PoisonError('hostile-key', `The key of the object ${problem}.`);
  return key;
}

function problemOf(key: string): string | undefined {
  if (key === '') return 'is empty';
  if (!key.isWellFormed()) return 'is no valid Unicode';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes`;
  if (HIDDEN.test(key)) return 'has control or hidden characters in it';
  // A backslash separates names for those who unpack on Windows, and compatibility forms (`․․`, `／`) are read as what they resemble.
  const path = key.normalize('NFKC').replaceAll('\\', '/');
  if (path.startsWith('/') || /^[a-z]:/i.test(path)) return 'begins at a root';
  const segments = path.split('/');
  if (segments.some((segment) => segment === '..' || segment === '.')) return 'steps out of its folder';
  if (/%(?:2e|2f|5c|00|25)/i.test(path)) return 'has encoded dots, slashes or zeros in it';
  return undefined;
}

/**
 * A key as a name in an archive or below an output prefix: safe on every file system, still readable, the same for the same key. Two keys
 * may give the same name; whoever needs them apart adds the event's digest. Takes a key that {@link checkKey} let pass.
 */
export function safeName(key: string): string {
  return key
    .normalize('NFC')
    .split(/[/\\]/)
    .filter((segment) => segment !== '')
    .map(safeSegment)
    .join('/');
}

function safeSegment(segment: string): string {
  const plain = segment.replace(/[<>:"|?*\s]+/g, '_').replace(/[. ]+$/, (end) => '_'.repeat(end.length));
  return cutBytes(DEVICE.test(plain) ? `_${plain}` : plain);
}

/** Cuts in the middle, so that the ending stays. */
function cutBytes(segment: string): string {
  if (Buffer.byteLength(segment) <= MAX_SEGMENT_BYTES) return segment;
  const characters = [...segment];
  while (Buffer.byteLength(characters.join('')) > MAX_SEGMENT_BYTES) characters.splice(characters.length >> 1, 1);
  return characters.join('');
}
