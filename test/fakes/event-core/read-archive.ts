import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';

/** What is in a `tar.gz`, by name. */
export async function readArchive(bytes: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const tar = extract();
  tar.end(gunzipSync(bytes));
  for await (const entry of tar) files.set(entry.header.name, await buffer(entry));
  return files;
}

/** The manifest of an archive, after checking the SHA-256 and size that it gives for every other file in it. */
export async function readManifest(bytes: Buffer) {
  const files = await readArchive(bytes);
  const manifest = JSON.parse(files.get('manifest.json')?.toString() ?? 'null') as {
    readonly id: string;
    readonly processor: string;
    readonly entries: readonly {
      readonly name: string;
      readonly key: string;
      readonly bytes: number;
      readonly sha256: string;
    }[];
  };
  for (const { name, bytes: length, sha256 } of manifest.entries) {
    const content = files.get(name) ?? Buffer.alloc(0);
    const actual = createHash('sha256').update(content).digest('hex');
    if (content.length !== length || actual !== sha256) throw new Error(`the manifest is wrong about ${name}`);
  }
  if (files.size !== manifest.entries.length + 1) throw new Error('the archive has other files than its manifest says');
  return manifest;
}
