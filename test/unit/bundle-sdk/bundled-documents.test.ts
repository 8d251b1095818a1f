import { globSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isNode, type Node, visit } from 'yaml';
import { bundleFunction } from '../../../bootstrap/bundle.ts';
import { DEFAULT_DOCUMENT_LIMITS } from '../../../controller/documents/limits.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { parseText } from '../../../controller/documents/parse.ts';
import { snapshotOf, TODAY, VALID } from '../documents/registry-files.ts';

const root = resolve(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
let work: string;
let bundled: { readonly parseText: typeof parseText };
let bundledLoader: { readonly loadDocuments: typeof loadDocuments };

beforeAll(async () => {
  await mkdir(join(root, '.cache'), { recursive: true });
  work = await mkdtemp(join(root, '.cache/yaml-'));
  const { directory, metafile } = await bundleFunction('controller/documents/parse.ts', join(work, 'parse'));
  expect(Object.keys(metafile.inputs)).toContain('node_modules/yaml/browser/dist/compose/composer.js');
  expect(Object.keys(metafile.inputs)).not.toContain('node_modules/yaml/dist/compose/composer.js');
  bundled = await import(pathToFileURL(join(directory, 'index.mjs')).href);
  const loader = await bundleFunction('controller/documents/load-documents.ts', join(work, 'load'));
  bundledLoader = await import(pathToFileURL(join(loader.directory, 'index.mjs')).href);
});
afterAll(() => rm(work, { recursive: true, force: true }));

function placesOf(node: Node): unknown[] {
  const places: unknown[] = [];
  visit(node, (_, inner) => void places.push(isNode(inner) && inner.range));
  return places;
}

/** What a text means, and where: values, places of all nodes, findings. */
function meaningOf(parse: typeof parseText, text: string): string {
  const { documents, findings, complete, lines } = parse(text, DEFAULT_DOCUMENT_LIMITS);
  const roots = documents.map(({ value, root: node }) => [value, placesOf(node)]);
  return JSON.stringify([roots, findings, complete, lines.lineStarts]);
}

const { cases }: { cases: readonly { readonly text?: string }[] } = JSON.parse(
  read('test/unit/documents/hostile-yaml.json'),
);
const HOSTILE = [...cases.flatMap(({ text }) => text ?? []), '%YAML 1.1\n---\na: yes\nb: 2026-01-01\n'];
const REGISTRY = globSync('registry/**/*.yaml', { cwd: root }).map(read);

test('R2, R4: the ES build of the YAML parser in a bundle reads each text as the one for Node does', () => {
  expect(HOSTILE.length).toBe(25);
  expect(REGISTRY.length).toBeGreaterThan(20);
  for (const text of [...HOSTILE, ...REGISTRY])
    expect(meaningOf(bundled.parseText, text)).toBe(meaningOf(parseText, text));
});

test('R2, R4: it does so for damaged texts too', () => {
  const damage = fc.tuple(
    fc.nat(1_000),
    fc.nat(12),
    fc.constantFrom(': ', '- ', '{', ']', '"', "'", '\n', '|', '---\n', '#'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...REGISTRY), fc.array(damage, { minLength: 1, maxLength: 5 }), (good, damages) => {
      const text = damages.reduce((rest, [at, cut, put]) => rest.slice(0, at) + put + rest.slice(at + cut), good);
      expect(meaningOf(bundled.parseText, text)).toBe(meaningOf(parseText, text));
    }),
    { numRuns: 200 },
  );
});

test('R6, R7: a bundle without the makers of JSON Schemas finds the same in each document', () => {
  const say = (load: typeof loadDocuments, path: string, text: string) => {
    const { registry, findings } = load(snapshotOf({ ...VALID, [path]: text }), { today: TODAY });
    return JSON.stringify([registry.documents.map(({ kind, spec, metadata }) => [kind, spec, metadata]), findings]);
  };
  for (const path of ['platform.yaml', 'teams/payments/charge.yaml'])
    for (const text of [...HOSTILE, ...REGISTRY])
      expect(say(bundledLoader.loadDocuments, path, text)).toBe(say(loadDocuments, path, text));
  const misspelt = VALID['teams/payments/charge.yaml']?.replace('handler', 'handlr') ?? '';
  const said = say(bundledLoader.loadDocuments, 'teams/payments/charge.yaml', misspelt);
  expect(said).toContain('UnknownField');
  expect(said).toContain('handler');
});
