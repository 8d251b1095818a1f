import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { ensurePythonEnv } from './python-env.ts';

export type LocalAwsOptions = {
  /** Account id of the local cloud; also the access key id, from which the emulator reads the account. */
  readonly account?: string;
  readonly region?: string;
  readonly port?: number;
  /** Folder that keeps the cloud's state between runs. Without it the cloud is empty at every start. */
  readonly stateDir?: string;
  readonly log?: (line: string) => void;
};

export type LocalAws = {
  readonly endpoint: string;
  readonly account: string;
  readonly region: string;
  /** What an AWS SDK, the CDK or a child process needs to talk to this cloud. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the emulator writes; undefined when the endpoint is the user's own. */
  readonly logFile: string | undefined;
  /** Empties the whole cloud, all accounts and regions. */
  reset(): Promise<void>;
  /** Ends the emulator and removes its temporary folder; does nothing to an endpoint that the user brought. */
  stop(): Promise<void>;
};

/**
 * Starts the emulated AWS on a free loopback port and waits until it answers. When the user has set `AWS_ENDPOINT_URL`,
 * nothing is started and that endpoint is given back. Throws `PythonEnvError`, an `Error` with the code `EADDRINUSE` for
 * a port that is taken, or one with the end of the emulator's log. The emulator ends with this process, however this process ends.
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const account = options.account ?? '123456789012';
  const region = options.region ?? 'us-east-1';
  const own = process.env.AWS_ENDPOINT_URL;
  if (own) return connected({ endpoint: own, account, region, logFile: undefined, stop: async () => {} });

  // A taken port would answer the health check in our emulator's place.
  const port = await freePort(options.port);
  const { python } = await ensurePythonEnv('ministack', options.log);
  const dir = await mkdtemp(join(tmpdir(), 'holdfast-aws-'));
  // Lambda workers are CommonJS files in TMPDIR: a "type": "module" in a parent folder would break every invocation.
  await writeFile(join(dir, 'package.json'), '{"type":"commonjs"}');
  if (options.stateDir) await mkdir(options.stateDir, { recursive: true });

  const logFile = join(options.stateDir ?? dir, 'ministack.log');
  const child = launch(python, emulatorEnv({ ...options, account, region, port, dir }), logFile, dir);
  const stop = async () => {
    await end(child);
    await rm(dir, { recursive: true, force: true });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await untilHealthy(endpoint, child);
  } catch (error) {
    const tail = (await readFile(logFile, 'utf8').catch(() => '')).split('\n').slice(-20).join('\n');
    await stop();
    throw new Error(`The emulated AWS did not start:\n${tail}`, { cause: error });
  }
  return connected({ endpoint, account, region, logFile, stop });
}

function connected(parts: Pick<LocalAws, 'endpoint' | 'account' | 'region' | 'logFile' | 'stop'>): LocalAws {
  const { endpoint, account, region } = parts;
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: account,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
  const reset = async () => {
    const response = await fetch(`${endpoint}/_ministack/reset`, { method: 'POST' });
    if (!response.ok) throw new Error(`${endpoint} cannot be reset: HTTP ${response.status}`);
  };
  return { ...parts, env, reset };
}

type EmulatorSettings = LocalAwsOptions & {
  readonly account: string;
  readonly region: string;
  readonly port: number;
  readonly dir: string;
};

/** A fresh environment, not the caller's: credentials and proxies of the user must not reach emulated Lambda functions. */
function emulatorEnv({ account, region, port, dir, stateDir }: EmulatorSettings): Record<string, string> {
  const state = stateDir
    ? { PERSIST_STATE: '1', STATE_DIR: join(stateDir, 'state'), S3_PERSIST: '1', S3_DATA_DIR: join(stateDir, 's3') }
    : {};
  return {
    HOME: dir,
    TMPDIR: dir,
    // Emulated functions run the first `node` of PATH, whatever runtime they name: make it the one running now.
    PATH: [dirname(process.execPath), process.env.PATH ?? '/usr/bin:/bin'].join(delimiter),
    BIND_HOST: '127.0.0.1',
    GATEWAY_PORT: String(port),
    MINISTACK_HOST: 'localhost',
    MINISTACK_ACCOUNT_ID: account,
    MINISTACK_REGION: region,
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    LOG_LEVEL: 'WARNING',
    // Which patches to leave out: see ministack_patches.py.
    HOLDFAST_PATCHES: process.env.HOLDFAST_PATCHES ?? '',
    ...state,
  };
}

/** The child gets a pipe as its standard input and ends when that closes, which it does even if we are killed. */
function launch(python: string, env: Record<string, string>, logFile: string, dir: string): ChildProcess {
  const log = openSync(logFile, 'a');
  try {
    const launcher = join(import.meta.dirname, 'ministack_patches.py');
    return spawn(python, [launcher], { cwd: dir, env, stdio: ['pipe', log, log] });
  } finally {
    closeSync(log);
  }
}

async function untilHealthy(endpoint: string, child: ChildProcess): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the emulator ended with code ${child.exitCode}`);
    const healthy = await fetch(`${endpoint}/_ministack/health`).then(
      (response) => response.ok,
      () => false,
    );
    if (healthy) return;
    await delay(20);
  }
  throw new Error('no answer within 30 s');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await exited;
  clearTimeout(timer);
}
