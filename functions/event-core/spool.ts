import { createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** Bytes that were spooled, to be read as often as needed. Disposing of it frees memory and disk. */
export interface Spooled extends AsyncDisposable {
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
  /** Whether they are on disk. */
  readonly onDisk: boolean;
  read(): Readable;
}

/** How much is kept in memory, and where the rest goes. */
export interface SpoolLimits {
  readonly memoryBytes: number;
  readonly directory: string;
}

/**
 * Reads a stream to its end: into memory up to the limit, and all of it into a file beyond. The file has no name, so that a crash leaves nothing
 * behind. Whatever ends it early (an error, `signal`) frees everything and is thrown.
 */
export async function spool(source: Readable, limits: SpoolLimits, signal?: AbortSignal): Promise<Spooled> {
  const sink = new SpoolSink(limits);
  try {
    await pipeline(source, sink, { ...(signal && { signal }) });
    return sink.done();
  } catch (error) {
    await sink[Symbol.asyncDispose]();
    throw error;
  }
}

/** The same for bytes that are there already. */
export function spoolBytes(bytes: Uint8Array, limits: SpoolLimits): Promise<Spooled> {
  return spool(Readable.from([bytes], { objectMode: false }), limits);
}

class SpoolSink extends Writable implements AsyncDisposable {
  #limits: SpoolLimits;
  #chunks: Buffer[] = [];
  #bytes = 0;
  #hash = createHash('sha256');
  #file: FileHandle | undefined;

  constructor(limits: SpoolLimits) {
    super();
    this.#limits = limits;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#take(chunk).then(() => done(), done);
  }

  async #take(chunk: Buffer): Promise<void> {
    this.#hash.update(chunk);
    this.#bytes += chunk.length;
    if (this.#file === undefined && this.#bytes <= this.#limits.memoryBytes) {
      this.#chunks.push(chunk);
      return;
    }
    this.#file ??= await this.#toDisk();
    await writeAll(this.#file, chunk);
  }

  async #toDisk(): Promise<FileHandle> {
    const path = join(this.#limits.directory, `spool-${crypto.randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    await unlink(path);
    for (const chunk of this.#chunks) await writeAll(file, chunk);
    this.#chunks = [];
    return file;
  }

  done(): Spooled {
    const file = this.#file;
    const chunks = this.#chunks;
    return {
      bytes: this.#bytes,
      sha256: this.#hash.digest('hex'),
      onDisk: file !== undefined,
      read: () =>
        file === undefined
          ? Readable.from(chunks, { objectMode: false })
          : file.createReadStream({ start: 0, autoClose: false }),
      [Symbol.asyncDispose]: () => this[Symbol.asyncDispose](),
    };
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#chunks = [];
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }
}

async function writeAll(file: FileHandle, chunk: Buffer): Promise<void> {
  for (let written = 0; written < chunk.length; ) {
    written += (await file.write(chunk, written)).bytesWritten;
  }
}
