import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { Readable } from 'node:stream';
import { writeArchive } from '../../functions/event-core/archive.ts';
import type { World } from '../../functions/event-core/world.ts';
import { printResult } from './fresh-process.ts';

/**
 * `node event-core-stream.ts <bytes>`: bundles one object of so many bytes from a source that makes them up, with the limits of a function with 512 MB. What
 * it prints as its peak is what such a function needs.
 */
const bytes = Number(process.argv[2]);
const CHUNK = Buffer.from('2026-01-02T03:04:05Z payments.statements booked 42 lines\n'.repeat(1200)).subarray(
  0,
  65_536,
);

/** Every tenth chunk cannot be compressed, so that the archive is larger than what is held in memory. */
function* source(): Generator<Buffer> {
  for (let left = bytes, turn = 0; left > 0; left -= CHUNK.length, turn += 1) {
    const chunk = turn % 10 === 0 ? randomBytes(CHUNK.length) : CHUNK;
    yield chunk.subarray(0, Math.min(left, CHUNK.length));
  }
}

const none = () => Promise.reject(new Error('nothing else is called'));
const world: World = {
  processor: 'bench',
  objects: {
    open: async () => ({ body: Readable.from(source(), { objectMode: false }), bytes }),
    readPart: none,
    find: none,
    writeOnce: none,
  },
  functions: { invoke: none },
  events: { publish: none },
  limits: { memoryBytes: 64 * 1024 * 1024, objectBytes: bytes, expandedBytes: bytes, directory: tmpdir() },
  signal: new AbortController().signal,
  countBytes: () => undefined,
  countSpooled: () => undefined,
};

const started = performance.now();
const event = { id: 'object', kind: 'object', at: 0, detail: null } as const;
const item = { id: 'object', event, object: { bucket: 'uploads', key: 'large.log', bytes } };
await using archive = await writeArchive('bench', [item], { maxBytes: bytes, refuse: none }, world);
const { content } = archive;
printResult({ ms: performance.now() - started, bytes, archived: content.bytes, onDisk: content.onDisk });
