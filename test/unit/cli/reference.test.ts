import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  documentedVariables,
  renderCliReference,
  renderConfigReference,
} from '../../../controller/cli/generate-reference.ts';
import { commonOptions, VERBS } from '../../../controller/cli/verbs.ts';
import { ROOT } from './run.ts';

const CONFIG = readFileSync(join(ROOT, 'controller/config.ts'), 'utf8');
const page = (name: string) => readFileSync(join(ROOT, 'docs/reference', name), 'utf8');

test('docs/reference/cli.md is up to date; else run: node controller/cli/generate-reference.ts', () => {
  expect(page('cli.md')).toBe(renderCliReference());
});

test('docs/reference/config.md is up to date; else run: node controller/cli/generate-reference.ts', () => {
  expect(page('config.md')).toBe(renderConfigReference(CONFIG));
});

test('every variable that config.ts reads is documented there', () => {
  const read = new Set(CONFIG.match(/\b(?:HOLDFAST|AWS)_[A-Z0-9_]+/g));
  const documented = new Set(documentedVariables(CONFIG).map(({ name }) => name));
  expect([...read].filter((name) => !documented.has(name))).toEqual([]);
});

test('several variables in one comment, the first text of a name, and bars that would break the table', () => {
  const source = [
    '/** `A_B`: one, `x`. */',
    '/**\n * Intro.\n * `C_D`: two\n * lines. `E_F`: a | b\n */',
    '/** `A_B`: other. */',
    '// `G_H`: no doc comment',
  ].join('\n');
  expect(documentedVariables(source)).toEqual([
    { name: 'A_B', text: 'One, `x`.' },
    { name: 'C_D', text: 'Two lines.' },
    { name: 'E_F', text: 'A \\| b.' },
  ]);
});

test('a variable says which function cannot start without it', () => {
  const text = renderConfigReference(CONFIG);
  expect(text).toMatch(/^\| `HOLDFAST_TABLE` \| reconciler, webhook, badge \|/m);
  expect(text).toMatch(/^\| `HOLDFAST_BUS` \| reconciler \|/m);
  expect(text).toMatch(/^\| `HOLDFAST_WEBHOOK_SECRET_ARN` \| webhook \|/m);
  expect(text).toMatch(/^\| `HOLDFAST_INSTALLATION_ID` \| - \|/m);
});

test.each(['docs/concepts.md', 'docs/reference/cli.md', 'docs/reference/config.md'])(
  '%s: every link leads somewhere',
  (file) => {
    const text = readFileSync(join(ROOT, file), 'utf8');
    const links = [...text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !existsSync(join(ROOT, dirname(file), link)))).toEqual([]);
  },
);

test('docs/concepts.md names only verbs and options that exist', () => {
  const used = readFileSync(join(ROOT, 'docs/concepts.md'), 'utf8').matchAll(/`holdfast ([a-z]+)((?: [^`]*)?)`/g);
  const unknown = [...used].filter(([, name, rest = '']) => {
    const verb = VERBS.find((one) => one.name === name);
    const known = [...commonOptions(), ...(verb?.options ?? [])].map((option) => option.long);
    return verb === undefined || (rest.match(/--[a-z]+/g) ?? []).some((option) => !known.includes(option));
  });
  expect(unknown.map(([text]) => text)).toEqual([]);
});
