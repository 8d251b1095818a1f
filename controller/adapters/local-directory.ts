import { hash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Tree, TreeEntry, TreeReader } from '../source/port.ts';
import { roleOf } from '../source/registry-path.ts';

/** Folders that are never part of a registry and may hold very many files. */
const SKIPPED: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Larger files are listed with their size, so that the limits refuse them, but not held in memory. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Git's id for "nothing": entries whose content the registry never asks for are not read. */
const NO_BLOB = '0'.repeat(40);

/**
 * A folder on disk as a tree of files, with git's modes and blob ids, so that `validate` and `plan` see the working copy as a check would
 * see its commit. The commit id asked for is ignored. Links are reported as links, never followed (R1). Reads synchronously: thousands of
 * small files are read several times faster so.
 */
export function createLocalDirectory(root: string): TreeReader {
  const blobs = new Map<string, Uint8Array>();
  return {
    async readTree(): Promise<Tree> {
      blobs.clear();
      return { entries: listFolder(root, '', blobs), truncated: false };
    },
    async readBlob(blobSha) {
      const bytes = blobs.get(blobSha);
      if (bytes === undefined)
        throw localError('BlobNotFound', `No file with the blob id ${blobSha} was listed in ${root}`);
      return bytes;
    },
  };
}

function listFolder(root: string, folder: string, blobs: Map<string, Uint8Array>): TreeEntry[] {
  return namesIn(root, folder).flatMap((item): TreeEntry[] => {
    const path = folder === '' ? item.name : `${folder}/${item.name}`;
    if (item.isSymbolicLink()) return [{ path, mode: '120000', sha: NO_BLOB }];
    if (item.isDirectory()) return SKIPPED.has(item.name) ? [] : listFolder(root, path, blobs);
    return item.isFile() ? [listFile(root, path, blobs)] : [];
  });
}

function namesIn(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true });
  } catch (cause) {
    throw localError('RegistryNotFound', `The folder ${join(root, folder)} cannot be read`, cause);
  }
}

function listFile(root: string, path: string, blobs: Map<string, Uint8Array>): TreeEntry {
  const { size, mode } = lstatSync(join(root, path));
  const gitMode = mode & 0o100 ? '100755' : '100644';
  if (roleOf(path) !== 'document' || size > MAX_BYTES) return { path, mode: gitMode, sha: NO_BLOB, size };
  const bytes = read(root, path);
  const sha = hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\0`), bytes]), 'hex');
  blobs.set(sha, bytes);
  return { path, mode: gitMode, sha, size: bytes.byteLength };
}

function read(root: string, path: string): Buffer {
  try {
    return readFileSync(join(root, path));
  } catch (cause) {
    throw localError('RegistryNotFound', `The file ${join(root, path)} cannot be read`, cause);
  }
}

function localError(code: string, message: string, cause?: unknown): HoldfastError {
  return new HoldfastError(message, { code, source: 'user', retryable: false, cause });
}
