import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changedStarter, ROOT } from './run.ts';

const BIN = join(ROOT, 'controller/cli/bin.js');
const PLAN = ['plan', '--registry', 'test/golden/two-teams/registry', '--offline', '--format', 'json'];

/** The machine's own Node where that is too old to run TypeScript: the first on the path that no package brought. */
function olderNode(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => !folder.includes('node_modules'));
  const found = folders.map((folder) => join(folder, 'node')).find((file) => existsSync(file));
  if (found === undefined) return undefined;
  const version = spawnSync(found, ['-p', 'process.versions.node'], { encoding: 'utf8' }).stdout;
  return Number(version.split('.')[0]) < 24 ? found : undefined;
}

function run(node: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env) {
  const { status, stdout, stderr } = spawnSync(node, [BIN, ...args], { cwd: ROOT, encoding: 'utf8', env });
  return { code: status, out: stdout, err: stderr };
}

const older = olderNode();
const nodes = [['the bundled Node', process.execPath], ...(older === undefined ? [] : [['an older Node', older]])];

describe.each(nodes)('bin.js with %s', (_name, node = '') => {
  test('prints only data on standard output, without escape codes in a pipe, and exits 0', () => {
    const ran = run(node, ['validate', '--registry', 'test/golden/two-teams/registry']);
    expect(ran).toEqual({ code: 0, out: 'No findings (7 documents)\n', err: '' });
  });

  test('passes exit codes 1 and 2 through', async () => {
    const broken = await changedStarter('teams/orders/status.yaml', 'memoryMb', 'memoryMB');
    const { code, out } = run(node, ['validate', '--registry', broken, '--format', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(out).findings[0]).toMatchObject({ code: 'UnknownField', line: 13, column: 3 });
    expect(run(node, ['validat'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('validate') });
  });

  test('survives a reader that stops early, as in `| head`', async () => {
    const child = spawn(node, [BIN, ...PLAN], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let err = '';
    child.stderr.on('data', (data: Buffer) => {
      err += data.toString();
    });
    const [code, signal] = await once(child, 'close');
    expect({ code, signal, err }).toEqual({ code: 1, signal: null, err: '' });
  });
});

test.runIf(older !== undefined).each([
  ['SIGTERM', 15],
  ['SIGINT', 2],
] as const)('%s ends the verb too, not only the Node that started it', async (signal, number) => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  // AWS takes the call and never answers, so the verb is in the middle of its work.
  const env = {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  const child = spawn(older ?? '', [BIN, 'status', '--environment', 'dev'], { cwd: ROOT, env, stdio: 'ignore' });
  const [socket] = await once(server, 'connection');
  const [[code]] = await Promise.all([
    once(child, 'exit'),
    once(socket.resume(), 'close'),
    Promise.resolve(child.kill(signal)),
  ]);
  expect(code).toBe(128 + number);
});

test('NO_COLOR and a pipe both mean no escape codes', () => {
  const plain = run(process.execPath, ['validate', '--registry', 'docs']);
  expect(plain.out).toContain('MissingPlatform');
  expect(plain.out).not.toContain('\u001b');
  expect(run(process.execPath, ['validate', '--registry', 'docs'], { ...process.env, NO_COLOR: '1' })).toEqual(plain);
});

test.runIf(existsSync('/dev/full'))('output that cannot be written is one line and exit 2', () => {
  const { status, stderr } = spawnSync('sh', ['-c', `"$0" "$@" > /dev/full`, process.execPath, BIN, ...PLAN], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/^holdfast: The output cannot be written: ENOSPC[^\n]*\n$/),
  });
});
