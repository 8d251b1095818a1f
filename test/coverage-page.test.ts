import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const page = readFileSync(resolve(root, 'docs/coverage.md'), 'utf8');
const paths = ['test', 'registry', 'docs'].flatMap((folder) =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
);

/** The last column of each row. */
const tests = page
  .split('\n')
  .filter((line) => /^\| [1-5] /.test(line))
  .map((line) => line.split(/ \|(?: |$)/).at(-2) ?? '');

/** A test, example or page that a row names, and after a test the beginning of a title, up to `…`. */
const references = tests.flatMap((cell) =>
  cell.split(/; (?=`)/).flatMap((part) => {
    const [, file, title = ''] =
      /`([\w./-]+(?:\.test\.ts|\.yaml|\.md)|(?:test\/)?golden\/[\w-]+)`:? ?(.*)$/.exec(part) ?? [];
    return file === undefined ? [] : [{ file, title: (title.split(/[…;]/)[0] ?? '').trim() }];
  }),
);

const withoutQuotes = (text: string) => text.replaceAll(/[`'’\\]/g, '');

test('docs/coverage.md: each row names what is there, and a title that it has', () => {
  const missing = references.filter(({ file, title }) => {
    const found = paths.filter((path) => `/${path}`.endsWith(`/${file}`));
    if (title === '' || !file.endsWith('.test.ts')) return found.length === 0;
    const texts = found.map((path) => withoutQuotes(readFileSync(resolve(root, path), 'utf8')));
    return !title.split(/, (?=a |an )/).every((words) => texts.some((text) => text.includes(withoutQuotes(words))));
  });
  expect(references.length).toBeGreaterThan(120);
  expect(missing).toEqual([]);
});
