import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPlaces, withTable } from './bug-page.ts';
import { BUGS } from './bugs.ts';
import { hunt } from './threads.ts';
import { sourceWithBug } from './with-bug.ts';

/** Where histories changed since the places were written down, a bug is looked for anew. */
const HUNT = { seed: 3000, count: 500 };

describe('known mistakes', () => {
  test.each(BUGS)(
    '$number, $name: $what',
    async (bug) => {
      const place = readPlaces()[bug.name];
      const found = await hunt(bug, place === undefined ? HUNT : { ...HUNT, place });
      expect(found?.words, `${bug.name} is caught`).toBeDefined();
    },
    300_000,
  );

  test('have names of their own, and texts that are there', () => {
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    for (const bug of BUGS) expect(sourceWithBug(bug)).toContain(bug.by);
  });

  test('docs/simulation.md has the table', () => {
    const page = readFileSync(resolve(import.meta.dirname, '../../docs/simulation.md'), 'utf8');
    expect(page).toBe(withTable(page));
  });
});
