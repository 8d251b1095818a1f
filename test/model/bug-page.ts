import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BUGS } from './bugs.ts';

/** In which history a bug was found last, and by which promise. */
export interface Place {
  readonly seed: number;
  readonly history: number;
  readonly promise: string;
}

const PLACES = resolve(import.meta.dirname, 'bug-places.json');
const PAGE = resolve(import.meta.dirname, '../../docs/simulation.md');
const [BEGIN, END] = ['<!-- bugs: written by npm run simulate -- --bugs --save -->', '<!-- end of bugs -->'];

/** The number at the beginning of what a broken promise says; a worker that fails with an error of its own broke none of them. */
export function promiseIn(words: string): string {
  return /^([A-Z]\d+|Evidence):/.exec(words)?.[1] ?? 'a defect';
}

export function readPlaces(): Readonly<Record<string, Place>> {
  return JSON.parse(readFileSync(PLACES, 'utf8')) as Record<string, Place>;
}

/** Writes down where bugs were found, for the tests to look there first and for people to read. */
export function savePlaces(places: ReadonlyMap<string, Place>): void {
  const known = BUGS.flatMap(({ name }) => {
    const place = places.get(name);
    return place === undefined ? [] : [[name, place] as const];
  });
  writeFileSync(PLACES, `${JSON.stringify(Object.fromEntries(known), undefined, 2)}\n`);
  writeFileSync(PAGE, withTable(readFileSync(PAGE, 'utf8')));
}

/** The page with the table as the data have it. */
export function withTable(page: string): string {
  const places = readPlaces();
  const rows = BUGS.map(({ number, what, file, name }) => {
    const place = places[name];
    const caught = place === undefined ? '' : `${place.promise}, in history ${place.history}`;
    return `| ${number} | ${what} | \`${file}\` | ${caught} |`;
  });
  const table = ['| breaks | mistake | in | caught by |', '| --- | --- | --- | --- |', ...rows].join('\n');
  const [before, rest = ''] = page.split(BEGIN);
  return `${before}${BEGIN}\n${table}\n${END}${rest.split(END)[1] ?? ''}`;
}
