import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CreateQueueCommand, GetQueueUrlCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startLocalAws } from '../../../bootstrap/local/aws.ts';
import { withLock } from '../../../bootstrap/local/lock.ts';
import { ensurePythonEnv, PythonEnvError } from '../../../bootstrap/local/python-env.ts';
import { clientConfig } from './stack.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'holdfast-start-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(dir, { recursive: true, force: true });
});

describe('the emulated AWS', () => {
  test('starts on loopback, and stops without leaving a folder', async () => {
    const aws = await startLocalAws({ region: 'eu-west-1', account: '111122223333' });
    const folder = dirname(aws.logFile ?? '');
    expect(existsSync(folder)).toBe(true);
    expect(aws.env).toEqual({
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'eu-west-1',
      AWS_DEFAULT_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: '111122223333',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    expect(aws.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await aws.stop();
    await aws.stop();
    expect(existsSync(folder)).toBe(false);
    await expect(fetch(aws.endpoint)).rejects.toThrow();
  });

  test('keeps its state in a folder between runs', async () => {
    const first = await startLocalAws({ stateDir: dir });
    await new SQSClient(clientConfig(first)).send(new CreateQueueCommand({ QueueName: 'kept' }));
    await first.stop();
    const second = await startLocalAws({ stateDir: dir });
    const { QueueUrl } = await new SQSClient(clientConfig(second)).send(new GetQueueUrlCommand({ QueueName: 'kept' }));
    await second.stop();
    expect(QueueUrl).toContain('/kept');
  });

  test('uses the endpoint of AWS_ENDPOINT_URL and starts nothing', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:4566');
    vi.stubEnv('PATH', dir);
    const aws = await startLocalAws();
    expect([aws.endpoint, aws.env.AWS_ENDPOINT_URL, aws.logFile]).toEqual([
      'http://127.0.0.1:4566',
      'http://127.0.0.1:4566',
      undefined,
    ]);
    await aws.stop();
  });

  test('does not mistake another server on its port for its own', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = Object(other.address());
    await expect(startLocalAws({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
    other.close();
  });

  test('ends when its parent is killed, and removes its folder', async () => {
    const script = join(dir, 'parent.ts');
    const module = join(import.meta.dirname, '../../../bootstrap/local/aws.ts');
    await writeFile(
      script,
      `import { startLocalAws } from '${module}';\nconst aws = await startLocalAws();\nconsole.log(aws.endpoint, aws.logFile);\nsetInterval(() => {}, 1000);\n`,
    );
    const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    const [endpoint = '', logFile = ''] = String(line).trim().split(' ');
    parent.kill('SIGKILL');
    await vi.waitFor(
      async () => {
        await expect(fetch(endpoint)).rejects.toThrow();
        expect(existsSync(dirname(logFile))).toBe(false);
      },
      { timeout: 10_000, interval: 50 },
    );
  });
});

describe('the Python environment', () => {
  test('without Python names the three ways out', async () => {
    const attempt = ensurePythonEnv('ministack', () => {}, { PATH: dir, HOLDFAST_CACHE_DIR: dir });
    await expect(attempt).rejects.toBeInstanceOf(PythonEnvError);
    await expect(attempt).rejects.toThrow(
      [
        'Cannot prepare ministack: no Python 3.10 or newer with venv and pip found (tried python3, python3.13, python3.12, python3.11, python3.10, python).',
        'Three ways out:',
        '  1. install Python 3.10 or newer (with venv and pip), or point HOLDFAST_PYTHON at one;',
        '  2. run the emulator in Docker: docker run -p 4566:4566 ministackorg/ministack',
        '     and set AWS_ENDPOINT_URL=http://127.0.0.1:4566;',
        '  3. set AWS_ENDPOINT_URL to an AWS-compatible endpoint of your own.',
      ].join('\n'),
    );
  });

  test('without a package index says so and leaves no half environment', async () => {
    const env = {
      PATH: process.env.PATH,
      HOLDFAST_CACHE_DIR: dir,
      PIP_INDEX_URL: 'http://127.0.0.1:9/',
      PIP_RETRIES: '0',
    };
    await expect(ensurePythonEnv('ministack', () => {}, env)).rejects.toThrow(
      /packages could not be installed: ERROR: No matching distribution[\s\S]*Three ways out/,
    );
    expect(await readdir(dir)).toEqual([]);
  });

  test('is made once and found again', async () => {
    const lines: string[] = [];
    const first = await ensurePythonEnv('ministack', (line) => lines.push(line));
    lines.length = 0;
    expect(await ensurePythonEnv('ministack', (line) => lines.push(line))).toEqual(first);
    expect(lines).toEqual([]);
    expect(existsSync(first.python)).toBe(true);
  });

  test('every pin has hashes', async () => {
    for (const name of ['requirements.txt', 'requirements-cfn-lint.txt']) {
      const text = await readFile(join(import.meta.dirname, '../../../bootstrap/local', name), 'utf8');
      const pins = text
        .replaceAll('\\\n', ' ')
        .split('\n')
        .filter((line) => line.trim() && !line.startsWith('#'));
      expect(pins.length).toBeGreaterThan(5);
      expect(pins.filter((line) => !/^[\w.-]+==\S+ .*--hash=sha256:/.test(line))).toEqual([]);
    }
  });
});

describe('the lock', () => {
  test('lets one in at a time', async () => {
    const path = join(dir, 'lock');
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
    };
    await Promise.all([withLock(path, work), withLock(path, work), withLock(path, work)]);
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  test('of a process that no longer runs is broken', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    const path = join(dir, 'lock');
    await symlink(String(child.pid), path);
    expect(await withLock(path, async () => 'done')).toBe('done');
  });
});
