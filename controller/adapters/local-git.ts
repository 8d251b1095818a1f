import { execFile, spawn } from 'node:child_process';
import { buffer, text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Tree, TreeEntry, TreeReader } from '../source/port.ts';
import { roleOf } from '../source/registry-path.ts';

/** Larger files are listed with their size, so that the limits refuse them, but not read. */
const MAX_BYTES = 16 * 1024 * 1024;
/** Room for a listing of a hundred thousand files. */
const MAX_LISTING = 64 * 1024 * 1024;

/**
 * Commits of a git repository on disk, as far as they lie below `folder`. Unlike the working folder it can show any commit that is
 * there. Only registry documents can be read; git reads all of a commit in one process.
 */
export function createLocalGit(folder: string): TreeReader {
  const blobs = new Map<string, Uint8Array>();
  return {
    readTree: async (sha): Promise<Tree> => {
      const entries = (await run(folder, ['ls-tree', '-r', '-z', '--long', sha])).split('\0').flatMap(entryOf);
      const wanted = entries.filter(({ path, size = 0 }) => roleOf(path) === 'document' && size <= MAX_BYTES);
      await readAll(folder, [...new Set(wanted.map((entry) => entry.sha))], blobs);
      return { entries, truncated: false };
    },
    readBlob: async (sha) => {
      const bytes = blobs.get(sha);
      if (bytes === undefined) throw gitError('BlobNotFound', `No file content ${sha} was listed in ${folder}`);
      return bytes;
    },
  };
}

/** The full id of a commit, from anything that git understands. Throws `CommitNotFound`. */
export async function resolveCommit(folder: string, revision: string): Promise<string> {
  try {
    return (await run(folder, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])).trim();
  } catch (cause) {
    const message = `There is no commit ${revision} in the git repository at ${folder}; \`git fetch\` may bring it.`;
    throw gitError('CommitNotFound', message, cause);
  }
}

/** `<mode> <type> <id> <size>\t<path>` (https://git-scm.com/docs/git-ls-tree#_output_format). */
const LINE = /^(\d{6}) (?:blob|commit|tree) ([0-9a-f]+) +(\d+|-)\t(.+)$/s;

function entryOf(line: string): readonly TreeEntry[] {
  const [, mode = '', sha = '', size = '-', path = ''] = LINE.exec(line) ?? [];
  if (path === '') return [];
  return [{ path, mode, sha, ...(size !== '-' && { size: Number(size) }) }];
}

/** Reads contents by `git cat-file --batch`, whose output is `<id> <type> <size>\n<bytes>\n` for each. */
async function readAll(folder: string, ids: readonly string[], blobs: Map<string, Uint8Array>): Promise<void> {
  const git = spawn('git', ['cat-file', '--batch'], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
  git.stdin.end(ids.map((id) => `${id}\n`).join(''));
  const [output, problem] = await Promise.all([buffer(git.stdout), text(git.stderr)]);
  let rest = output;
  for (const id of ids) {
    const end = rest.indexOf('\n');
    const size = Number(rest.subarray(0, Math.max(end, 0)).toString().split(' ')[2]);
    if (!Number.isSafeInteger(size)) throw gitError('BlobNotFound', `git cannot read ${id} in ${folder}: ${problem}`);
    blobs.set(id, Uint8Array.from(rest.subarray(end + 1, end + 1 + size)));
    rest = rest.subarray(end + 1 + size + 1);
  }
}

async function run(cwd: string, args: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)('git', [...args], { cwd, maxBuffer: MAX_LISTING })).stdout;
  } catch (cause) {
    throw gitError('GitFailed', `git ${args[0]} failed in ${cwd}; is it a git repository?`, cause);
  }
}

function gitError(code: string, message: string, cause?: unknown): HoldfastError {
  return new HoldfastError(message, { code, source: 'user', retryable: false, cause });
}
