import type { Tree, TreeEntry, TreeReader } from '../../../controller/source/port.ts';

/** A file of a commit in memory: its bytes, and what the tree says of it. */
export interface MemoryFile {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly mode?: string;
  readonly sha?: string;
  readonly size?: number;
}

/** A TreeReader over files in memory, with a log of its calls and the highest number of blob reads at once. */
export class MemoryTree implements TreeReader {
  readonly calls: string[] = [];
  mostAtOnce = 0;
  readonly #files: readonly MemoryFile[];
  readonly #truncated: boolean;
  #atOnce = 0;

  constructor(files: readonly MemoryFile[], truncated = false) {
    this.#files = files;
    this.#truncated = truncated;
  }

  async readTree(sha: string): Promise<Tree> {
    this.calls.push(`tree ${sha}`);
    return { entries: this.#files.map(entryOf), truncated: this.#truncated };
  }

  async readBlob(blobSha: string): Promise<Uint8Array> {
    this.calls.push(`blob ${blobSha}`);
    this.#atOnce++;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    await Promise.resolve();
    this.#atOnce--;
    const file = this.#files.find((candidate) => entryOf(candidate).sha === blobSha);
    if (file?.content === undefined) throw new Error(`no content for ${blobSha}`);
    return bytesOf(file.content);
  }
}

function entryOf({ path, content = '', mode = '100644', sha = `sha of ${path}`, size }: MemoryFile): TreeEntry {
  return { path, mode, sha, size: size ?? bytesOf(content).byteLength };
}

function bytesOf(content: string | Uint8Array): Uint8Array {
  return typeof content === 'string' ? new TextEncoder().encode(content) : content;
}
