import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from './run.ts';

const SDK = /^@(?:aws-sdk|smithy|octokit)\//;

/** The packages that are loaded as soon as a file is, through every file that it imports. */
function packagesOf(entry: string): readonly string[] {
  const packages = new Set<string>();
  const seen = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file) || !existsSync(file)) return;
    seen.add(file);
    for (const specifier of staticImports(readFileSync(file, 'utf8'))) {
      if (specifier.startsWith('.')) visit(resolve(dirname(file), specifier));
      else if (!specifier.startsWith('node:')) packages.add(specifier);
    }
  };
  visit(join(ROOT, entry));
  return [...packages].toSorted();
}

/** What `import … from` and `export … from` name, but for imports of types alone, which do not exist at run time. */
function staticImports(text: string): readonly string[] {
  const found = text.matchAll(/(?:^|\n)(?:import|export)(?!\s+type\b)[^;'"]*?from '([^']+)'/g);
  return [...found].map(([, specifier = '']) => specifier);
}

test('help, and finding the verb, load no SDK', () => {
  expect(packagesOf('controller/cli/program.ts')).toEqual(['commander']);
});

test.each(['validate', 'plan', 'cost', 'schema'])('%s loads no SDK before it needs one', (verb) => {
  expect(packagesOf(`controller/cli/${verb}.ts`).filter((name) => SDK.test(name))).toEqual([]);
});

test('a verb that talks to AWS does load one, so the walk sees what it should', () => {
  expect(packagesOf('controller/cli/status.ts')).toContain('@aws-sdk/client-cloudformation');
});
