import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { spool, spoolBytes } from '../../../../functions/event-core/spool.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'spool-test-'));
});
afterAll(() => rm(directory, { recursive: true }));

const bytes = (length: number) => Buffer.alloc(length, 'abcdefg');

test.each([
  ['nothing', 0, false],
  ['what just fits', 1000, false],
  ['a byte more', 1001, true],
  ['far more', 500_000, true],
])('%s can be read again and again', async (_, length, onDisk) => {
  await using spooled = await spool(Readable.from([bytes(length)], { objectMode: false }), {
    memoryBytes: 1000,
    directory,
  });
  const sha256 = createHash('sha256').update(bytes(length)).digest('hex');
  expect(spooled).toMatchObject({ bytes: length, onDisk, sha256 });
  for (const _ of [1, 2]) expect((await buffer(spooled.read())).equals(bytes(length))).toBe(true);
});

test('a file has no name, so that a crash leaves nothing behind', async () => {
  await using spooled = await spoolBytes(bytes(5000), { memoryBytes: 10, directory });
  expect(spooled.onDisk).toBe(true);
  expect(await readdir(directory)).toEqual([]);
});

test('a source that fails, and a time that is up, end it', async () => {
  const failing = Readable.from(
    (async function* () {
      yield bytes(2000);
      throw new Error('connection lost');
    })(),
  );
  await expect(spool(failing, { memoryBytes: 10, directory })).rejects.toThrow('connection lost');

  const endless = Readable.from(
    (async function* () {
      for (;;) {
        yield bytes(100);
        await new Promise(setImmediate);
      }
    })(),
  );
  const abort = new AbortController();
  const spooling = spool(endless, { memoryBytes: 10, directory }, abort.signal);
  abort.abort();
  await expect(spooling).rejects.toThrow(/abort/i);
});

test('a folder that is not there is told', async () => {
  const limits = { memoryBytes: 10, directory: join(directory, 'missing') };
  await expect(spoolBytes(bytes(100), limits)).rejects.toThrow('ENOENT');
});
