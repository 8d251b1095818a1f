import { HoldfastError } from '../diagnostics/error.ts';
import { cutFindings, type Finding, sortFindings } from '../diagnostics/finding.ts';
import { inParallel } from '../lib/in-parallel.ts';
import { type BlobCache, createBlobCache } from './blob-cache.ts';
import { checkTree, fileFinding, tooLarge, tooMuch } from './check-tree.ts';
import type { SourceLimits } from './limits.ts';
import type { TreeEntry, TreeReader } from './port.ts';
import type { CommitSnapshot, SourceFile } from './snapshot.ts';

/** A snapshot and what is wrong with the files that are not in it. An error finding means that absence proves nothing (K2). */
export interface LoadedSnapshot {
  readonly snapshot: CommitSnapshot;
  readonly findings: readonly Finding[];
}

/**
 * Reads the registry files of exactly one commit (V5): `platform.yaml`, `policies/*`, `overlays/*` and everything YAML in `teams/<team>/`.
 * Blobs that the cache has are not fetched. Whatever cannot or may not be read is an error finding, never just absent.
 * Throws HoldfastError `TreeTruncated` when the server did not list everything, and whatever the reader throws.
 */
export async function loadSnapshot(
  reader: TreeReader,
  sha: string,
  limits: SourceLimits,
  cache: BlobCache = createBlobCache(),
): Promise<LoadedSnapshot> {
  const tree = await reader.readTree(sha);
  if (tree.truncated) throw truncated(sha);
  const { files, findings } = checkTree(tree.entries, limits);
  const read = await inParallel(files, limits.concurrency, (entry) => readFile(reader, entry, limits, cache));
  const found = [...findings, ...read.flatMap(({ finding }) => (finding === undefined ? [] : [finding]))];
  const texts = read.flatMap(({ file }) => (file === undefined ? [] : [file]));
  // The tree told the sizes, or left them out; a character has at least one byte.
  const characters = texts.reduce((sum, { text }) => sum + text.length, 0);
  const excess = characters > limits.totalBytes ? [tooMuch(characters, limits)] : [];
  return {
    snapshot: { sha, files: excess.length > 0 ? [] : texts },
    findings: sortFindings(cutFindings([...found, ...excess], MAX_FINDINGS)),
  };
}

/** Most findings about files as a whole (R2): a repository may be full of links. */
const MAX_FINDINGS = 1_000;

function truncated(sha: string): HoldfastError {
  const message = `The list of files of ${sha} is not complete: the repository has more files than the server lists.`;
  return new HoldfastError(message, { code: 'TreeTruncated', source: 'user', retryable: false });
}

type ReadFile = { readonly file?: SourceFile; readonly finding?: Finding };

async function readFile(
  reader: TreeReader,
  entry: TreeEntry,
  limits: SourceLimits,
  cache: BlobCache,
): Promise<ReadFile> {
  const { path, sha: blobSha } = entry;
  const known = cache.get(blobSha);
  if (known !== undefined) return { file: { path, blobSha, text: known } };
  const bytes = await reader.readBlob(blobSha);
  if (bytes.byteLength > limits.fileBytes) return { finding: tooLarge(path, bytes.byteLength, limits) };
  const text = decode(bytes);
  if (text === undefined) return { finding: fileFinding('NotUtf8', path, 'The file is not UTF-8 text') };
  if (text.startsWith('\uFEFF'))
    return { finding: fileFinding('ByteOrderMark', path, 'The file begins with a byte order mark') };
  cache.set(blobSha, text);
  return { file: { path, blobSha, text } };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
