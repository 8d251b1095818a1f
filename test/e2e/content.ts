import { createHash } from 'node:crypto';
import type { Content } from './config.ts';

/** What a configuration says of an object, as bytes. The same seed gives the same bytes, which no compression makes smaller. */
export function bytesOf(content: Content, n: number): Buffer {
  if ('text' in content) return Buffer.from(content.text.replaceAll('{n}', String(n)));
  const blocks: Buffer[] = [];
  let block = createHash('sha512').update(`${content.seed}/${n}`).digest();
  for (let made = 0; made < content.bytes; made += block.length * BLOCK_REPEATS) {
    block = createHash('sha512').update(block).digest();
    blocks.push(spread(block));
  }
  return Buffer.concat(blocks).subarray(0, content.bytes);
}

/** 64 bytes of a hash become 64 KB. */
const BLOCK_REPEATS = 1024;

/** A xorshift generator, seeded by a hash: 64 KB without a pattern that Deflate could find. */
function spread(seed: Buffer): Buffer {
  const words = new Uint32Array((seed.length * BLOCK_REPEATS) / 4);
  let state = seed.readUInt32LE(0) || 1;
  for (let index = 0; index < words.length; index += 1) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return Buffer.from(words.buffer);
}

/** In hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
