import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withLock } from './lock.ts';

const run = promisify(execFile);
const isWindows = process.platform === 'win32';

/** The Python tools that the local cloud and CI use: each has its own requirements file, each its own environment. */
export type PythonTool = 'ministack' | 'cfn-lint';

const requirementsFile: Readonly<Record<PythonTool, string>> = {
  ministack: 'requirements.txt',
  'cfn-lint': 'requirements-cfn-lint.txt',
};

/** Where an environment is: its interpreter, and the folder of its scripts. */
export type PythonEnv = { readonly python: string; readonly bin: string };

const waysOut: Readonly<Record<PythonTool, string>> = {
  ministack: [
    'Three ways out:',
    '  1. install Python 3.10 or newer (with venv and pip), or point HOLDFAST_PYTHON at one;',
    '  2. run the emulator in Docker: docker run -p 4566:4566 ministackorg/ministack',
    '     and set AWS_ENDPOINT_URL=http://127.0.0.1:4566;',
    '  3. set AWS_ENDPOINT_URL to an AWS-compatible endpoint of your own.',
  ].join('\n'),
  'cfn-lint':
    'Install Python 3.10 or newer (with venv and pip), or point HOLDFAST_PYTHON at one, or install cfn-lint yourself.',
};

/** A Python environment could not be made. The message says why and what can be done; there is nothing to retry. */
export class PythonEnvError extends Error {
  override readonly name = 'PythonEnvError';
  readonly tool: PythonTool;

  constructor(tool: PythonTool, reason: string, options?: ErrorOptions) {
    super(`Cannot prepare ${tool}: ${reason}\n${waysOut[tool]}`, options);
    this.tool = tool;
  }
}

/**
 * Gives a virtual environment that holds exactly the hash-pinned requirements of `tool`; makes it on first use.
 * Environments live in `HOLDFAST_CACHE_DIR` (else the XDG cache folder) under a name made of the digest of the
 * requirements and the Python version, so a changed pin makes a new one. Safe for several processes at once and
 * after an interrupted install. Throws `PythonEnvError`.
 */
export async function ensurePythonEnv(
  tool: PythonTool,
  log: (line: string) => void = () => {},
  env: NodeJS.ProcessEnv = process.env,
): Promise<PythonEnv> {
  const requirements = join(import.meta.dirname, requirementsFile[tool]);
  const digest = createHash('sha256')
    .update(await readFile(requirements))
    .digest('hex')
    .slice(0, 12);
  const found = await findPython(tool, env);
  const root = cacheDir(env);
  const dir = join(root, `${tool}-${digest}-py${found.version}-${process.platform}-${process.arch}`);
  await mkdir(root, { recursive: true });
  if (!(await isComplete(dir))) {
    await withLock(`${dir}.lock`, async () => {
      if (await isComplete(dir)) return;
      log(`Installing ${tool} into ${dir} (once)`);
      await install(tool, found.command, dir, requirements, env);
    });
  }
  return locate(dir);
}

function cacheDir(env: NodeJS.ProcessEnv): string {
  return env.HOLDFAST_CACHE_DIR ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'holdfast');
}

function locate(dir: string): PythonEnv {
  const bin = join(dir, isWindows ? 'Scripts' : 'bin');
  return { python: join(bin, 'python'), bin };
}

/** An environment counts only when the marker, written last, is there: a killed install leaves none. */
async function isComplete(dir: string): Promise<boolean> {
  return stat(join(dir, '.complete')).then(
    () => true,
    () => false,
  );
}

async function install(
  tool: PythonTool,
  command: string,
  dir: string,
  requirements: string,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  await rm(dir, { recursive: true, force: true });
  try {
    await run(command, ['-m', 'venv', dir], { env });
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-input', '--disable-pip-version-check'];
    await run(locate(dir).python, [...pip, '--require-hashes', '--requirement', requirements], { env });
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw new PythonEnvError(tool, `its packages could not be installed: ${lastLine(error)}`, { cause: error });
  }
  await writeFile(join(dir, '.complete'), '');
}

/** pip and venv say what went wrong in the last line that they print. */
function lastLine(error: unknown): string {
  const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  return stderr.split('\n').at(-1) || String(error);
}

// Debian and Ubuntu package Python without venv and pip; importing both tells before anything is written.
const probe = 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10); print("%d.%d" % sys.version_info[:2])';

async function findPython(tool: PythonTool, env: NodeJS.ProcessEnv): Promise<{ command: string; version: string }> {
  const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  const candidates = env.HOLDFAST_PYTHON ? [env.HOLDFAST_PYTHON] : names;
  for (const command of candidates) {
    const version = await run(command, ['-c', probe], { env }).then(
      ({ stdout }) => stdout.trim(),
      () => undefined,
    );
    if (version) return { command, version };
  }
  throw new PythonEnvError(tool, `no Python 3.10 or newer with venv and pip found (tried ${candidates.join(', ')}).`);
}
