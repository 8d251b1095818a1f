import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goldenCases, runCase } from '../golden/run-case.ts';
import { WAIVERS } from './cfn-guard-waivers.ts';

const run = promisify(execFile);

/** AWS Control Tower's proactive controls as CloudFormation Guard rules, with Guard's own binary. */
const PACKAGE = dirname(fileURLToPath(import.meta.resolve('@cdklabs/cdk-validator-cfnguard/package.json')));
const RULES = join(PACKAGE, 'rules', 'control-tower', 'cfn-guard');
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'ubuntu', darwin: 'macos' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** What Guard says of one file, as far as it is looked at. */
interface GuardResult {
  readonly name: string;
  readonly not_compliant: readonly { readonly Rule?: { readonly name: string } }[];
  readonly compliant: readonly string[];
}

let folder = '';
let results: readonly GuardResult[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-cfn-guard-'));
  const bodies = new Map<string, readonly [file: string, body: string]>();
  for (const name of goldenCases()) {
    for (const stack of (await runCase(name)).stacks) {
      bodies.set(stack.digest, [`${name}.${stack.name}.json`, stack.body]);
    }
  }
  await Promise.all([...bodies.values()].map(([file, body]) => writeFile(join(folder, file), body)));
  results = await guard(folder);
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Guard ends with a code other than 0 when a rule fails; the results are on stdout all the same. */
async function guard(data: string): Promise<readonly GuardResult[]> {
  const binary = join(
    PACKAGE,
    'bin',
    SYSTEMS[process.platform] ?? process.platform,
    PROCESSORS[process.arch] ?? process.arch,
    'cfn-guard',
  );
  const args = ['validate', '--rules', RULES, '--data', data, '--output-format', 'json'];
  const { stdout } = await run(binary, [...args, '--show-summary', 'none', '--structured'], {
    maxBuffer: 256 * 1024 * 1024,
  }).catch((error: { stdout?: string }) => {
    if (!error.stdout?.startsWith('[')) throw error;
    return { stdout: error.stdout };
  });
  return JSON.parse(stdout) as readonly GuardResult[];
}

function failures(): ReadonlyMap<string, readonly string[]> {
  const found = results.flatMap(({ name, not_compliant }) =>
    not_compliant.flatMap(({ Rule }) =>
      Rule === undefined ? [] : [{ rule: Rule.name, file: name.split('/').at(-1) ?? '' }],
    ),
  );
  return new Map(
    [...Map.groupBy(found, ({ rule }) => rule)].map(([rule, all]) => [rule, [...new Set(all.map(({ file }) => file))]]),
  );
}

test('T3: no template breaks a rule of AWS Control Tower without a written reason', () => {
  const unexpected = [...failures()].filter(([rule]) => !Object.hasOwn(WAIVERS, rule));
  expect(Object.fromEntries(unexpected)).toEqual({});
});

test('T3: every waiver is still needed', () => {
  const failed = failures();
  expect(Object.keys(WAIVERS).filter((rule) => !failed.has(rule))).toEqual([]);
});

test('T3: the rules look at what the templates hold', () => {
  const passed = new Set(results.flatMap(({ compliant }) => compliant));
  expect(passed.size).toBeGreaterThan(10);
});
