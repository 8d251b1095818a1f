import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { FINDING_CODES } from '../../../controller/diagnostics/codes.ts';
import { renderCodes } from '../../../controller/diagnostics/generate-codes.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const entries = Object.entries(FINDING_CODES);

describe('the table of finding codes', () => {
  test.each(entries)('%s is PascalCase and says what it is, why, and what to do', (code, { title, cause, remedy }) => {
    expect(code).toMatch(/^(?:[A-Z][a-z0-9]+)+$/);
    expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(cause).toMatch(/^\S.*\.$/s);
    expect(remedy).toMatch(/^[A-Z].*\.$/s);
  });

  test('every code is used somewhere in the controller, and titles are not shared', () => {
    const source = sources(join(ROOT, 'controller'));
    const unused = entries.map(([code]) => code).filter((code) => !source.includes(`'${code}'`));
    expect(unused).toEqual([]);
    expect(new Set(entries.map(([, { title }]) => title)).size).toBe(entries.length);
  });

  test('docs/reference/codes.md is up to date; else run: node controller/diagnostics/generate-codes.ts', () => {
    expect(readFileSync(join(ROOT, 'docs/reference/codes.md'), 'utf8')).toBe(renderCodes());
  });
});

/** The text of every TypeScript file of a folder, but for the table itself. */
function sources(folder: string): string {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('codes.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
    .join('\n');
}
