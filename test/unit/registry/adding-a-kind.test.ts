import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { KINDS } from '../../../registry/kinds/kinds.ts';

const ROOT = new URL('../../../', import.meta.url);
const text = readFileSync(new URL('docs/adding-a-kind.md', ROOT), 'utf8');

/** The rows of the tables that name a list and the line in it. */
const rows = [...text.matchAll(/^\| `([\w./-]+\.ts)`(?:, `\w+`)? \| `([^`]+)`/gm)].map(([, file = '', line = '']) => ({
  file,
  line,
}));

test.each(rows)('docs/adding-a-kind.md: $file has the line that the page shows', ({ file, line }) => {
  expect(readFileSync(new URL(file, ROOT), 'utf8')).toContain(line);
});

test('docs/adding-a-kind.md names every list', () => {
  expect(rows).toHaveLength(7);
});

test('every kind is a folder with a schema, and every kind of a team a compiler', () => {
  for (const { folder } of KINDS) {
    expect(existsSync(new URL(`registry/kinds/${folder}/schema.ts`, ROOT))).toBe(true);
    expect(folder === 'policy' || existsSync(new URL(`controller/compile/kinds/${folder}.ts`, ROOT)), folder).toBe(
      true,
    );
  }
});
