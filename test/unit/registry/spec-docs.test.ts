import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { renderSchemas } from '../../../registry/generate-schemas.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { snapshotOf, TODAY, VALID } from '../documents/registry-files.ts';

const FOLDER = new URL('../../../docs/spec/', import.meta.url);

function page(folder: string): string {
  return readFileSync(new URL(`${folder}.md`, FOLDER), 'utf8');
}

/** The YAML blocks of a page. Each begins with the path of the file that it is. */
function examplesOf(text: string): Record<string, string> {
  const blocks = [...text.matchAll(/^```yaml\n# (\S+)\n(.*?)^```$/gms)];
  return Object.fromEntries(blocks.map(([, path = '', yaml = '']) => [path, yaml]));
}

describe('docs/spec', () => {
  test('has a page for every kind', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual(KINDS.map(({ folder }) => `${folder}.md`).toSorted());
  });

  test.each(KINDS)('$name: every example loads without a finding', ({ folder }) => {
    const examples = examplesOf(page(folder));
    expect(Object.keys(examples).length).toBeGreaterThan(0);
    const { registry, findings } = loadDocuments(snapshotOf({ ...VALID, ...examples }), { today: TODAY });
    expect([...findings, ...buildGraph(registry).findings]).toEqual([]);
  });

  test.each(KINDS)('$name: the page has the order Example, Writing a spec, Working with it, Status', ({ folder }) => {
    const headings = [...page(folder).matchAll(/^## (.+)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual(['Example', 'Writing a spec', 'Working with it', 'Status']);
  });

  test.each(KINDS)('$name: the page names every field of the spec', ({ folder }) => {
    const schema = JSON.parse(renderSchemas().get(`${folder}.schema.json`) ?? '{}');
    const text = page(folder);
    const missing = Object.keys(schema.properties.spec.properties).filter((field) => !text.includes(`\`${field}`));
    expect(missing).toEqual([]);
  });
});
