import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { createLocalDirectory } from '../adapters/local-directory.ts';
import { limitsOf } from '../config.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { SYSTEM_CLOCK } from '../lib/clock.ts';
import { readLimits } from '../reading-limits.ts';
import { createBlobCache } from '../source/blob-cache.ts';
import type { CommonOptions, Io } from './io.ts';

/** What planning needs of the registry folder: its files, the environment that was asked for, and the time. Throws `RegistryNotFound` when it is no folder, `ConfigInvalid` for wrong limits. */
export async function openRegistry(options: CommonOptions, io: Io) {
  const folder = resolve(io.cwd, options.registry);
  if (!(await isFolder(folder))) throw noFolder(folder);
  const { environment, limits: given } = options;
  const limits = given === undefined ? limitsOf(io.env) : readLimits(given, '--limits');
  const world = { source: createLocalDirectory(folder), blobs: createBlobCache(), documents: new Map(), limits };
  return { ...world, clock: SYSTEM_CLOCK, ...(environment !== undefined && { environment }) };
}

/**
 * The commit that a registry folder is at. Throws `NotCommitted` when the folder is not in a git repository or has changes
 * that are not committed: what is applied must have a name that others can look at (V4).
 */
export async function committedSha(options: CommonOptions, io: Io): Promise<string> {
  const cwd = resolve(io.cwd, options.registry);
  const git = promisify(execFile);
  try {
    const { stdout: changes } = await git('git', ['status', '--porcelain', '--', '.'], { cwd });
    if (changes !== '') throw notCommitted(`The registry has changes that are not committed:\n${changes.trimEnd()}`);
    return (await git('git', ['rev-parse', 'HEAD'], { cwd })).stdout.trim();
  } catch (error) {
    if (error instanceof HoldfastError) throw error;
    throw notCommitted('The registry is not in a git repository with a commit.');
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    return false;
  }
}

function noFolder(path: string): HoldfastError {
  const message = `There is no folder ${path}; name the folder that has platform.yaml in it with --registry.`;
  return new HoldfastError(message, { code: 'RegistryNotFound', source: 'user', retryable: false });
}

function notCommitted(message: string): HoldfastError {
  return new HoldfastError(message, { code: 'NotCommitted', source: 'user', retryable: false });
}
