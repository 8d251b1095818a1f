import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensurePythonEnv } from '../../bootstrap/local/python-env.ts';
import { goldenCases, runCase } from '../golden/run-case.ts';

const run = promisify(execFile);

/** cfn-lint checks against one region's resources; all golden platforms are there. */
const REGION = 'us-east-1';

/** Rule → why what it warns of is meant. */
const WAIVERS: Readonly<Record<string, string>> = {};

/** A finding of cfn-lint, as far as it is looked at. */
interface LintFinding {
  readonly Filename: string;
  readonly Level: string;
  readonly Message: string;
  readonly Rule: { readonly Id: string };
  readonly Location: { readonly Path: readonly string[] };
}

let folder = '';
let files: readonly string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-cfn-lint-'));
  const bodies = new Map<string, string>();
  for (const name of goldenCases()) {
    for (const stack of (await runCase(name)).stacks) bodies.set(stack.digest, `${name}-${stack.name}\n${stack.body}`);
  }
  files = [...bodies.values()].map((entry) => join(folder, `${entry.slice(0, entry.indexOf('\n'))}.template.json`));
  await Promise.all(
    [...bodies.values()].map((entry, i) => writeFile(files[i] ?? '', entry.slice(entry.indexOf('\n') + 1))),
  );
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test('T1: cfn-lint finds no error in any golden template, and no warning without a written reason', async () => {
  expect(files.length).toBeGreaterThan(15);
  const { bin } = await ensurePythonEnv('cfn-lint');
  const findings = await lint(join(bin, 'cfn-lint'));
  const told = findings.filter(({ Rule }) => WAIVERS[Rule.Id] === undefined).map(say);
  expect(told).toEqual([]);
  const found = new Set(findings.map(({ Rule }) => Rule.Id));
  expect(Object.keys(WAIVERS).filter((rule) => !found.has(rule))).toEqual([]);
}, 300_000);

/** cfn-lint ends with a code other than 0 when it finds anything; the findings are on stdout all the same. */
async function lint(command: string): Promise<readonly LintFinding[]> {
  const args = ['--format', 'json', '--regions', REGION, '--', ...files];
  const { stdout } = await run(command, args, { maxBuffer: 64 * 1024 * 1024 }).catch((error: { stdout?: string }) => {
    if (!error.stdout?.startsWith('[')) throw error;
    return { stdout: error.stdout };
  });
  return JSON.parse(stdout || '[]') as readonly LintFinding[];
}

function say({ Filename, Rule, Message, Location }: LintFinding): string {
  return `${Rule.Id} ${Filename.slice(folder.length + 1)} ${Location.Path.join('/')}: ${Message}`;
}
