import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  artifactsOf,
  type CaseResult,
  compileFiles,
  expectedFolder,
  goldenCases,
  registryFiles,
  runCase,
} from './run-case.ts';

/**
 * One test for all golden cases. A case is a folder: `registry/` goes in; `expected/<stack>.template.json` and `expected/findings.json`
 * come out. A stack that is exactly as in `minimal` has no file of its own. `UPDATE_GOLDEN=1` writes what comes out; read the diff before
 * committing it.
 */
const BASE_CASE = 'minimal';
const UPDATE = process.env.UPDATE_GOLDEN === '1';

describe.each(goldenCases())('golden case %s', (name) => {
  test('P4: gives the expected templates and findings', async () => {
    const files = await render(name, await runCase(name));
    if (UPDATE) write(name, files);
    expect(files).toEqual(read(name));
  });

  test('P4: gives the same bytes again, and in any order of files', async () => {
    const sources = registryFiles(name);
    const [first, again] = [await runCase(name), await runCase(name)];
    expect(again).toEqual(first);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray([...sources], { minLength: sources.length }), async (shuffled) => {
        const { stacks } = await compileFiles(shuffled, artifactsOf(name));
        expect(stacks.map(({ name, body, digest }) => ({ name, body, digest }))).toEqual(
          first.stacks.map(({ name, body, digest }) => ({ name, body, digest })),
        );
      }),
      { numRuns: 10 },
    );
  });
});

/** File name → text, of what differs from the base case. */
async function render(name: string, { stacks, findings }: CaseResult): Promise<Record<string, string>> {
  const base = name === BASE_CASE ? [] : (await runCase(BASE_CASE)).stacks;
  const digests = new Set(base.map(({ digest }) => digest));
  const templates = stacks
    .filter(({ digest }) => !digests.has(digest))
    .map(({ name: stack, template }) => [`${stack}.template.json`, pretty(template)] as const);
  return Object.fromEntries([...templates, ['findings.json', pretty(findings)]]);
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function read(name: string): Record<string, string> {
  const folder = expectedFolder(name);
  if (!existsSync(folder)) return {};
  return Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]));
}

function write(name: string, files: Readonly<Record<string, string>>): void {
  const folder = expectedFolder(name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text);
}
