import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { snapshotOf, TODAY, VALID } from '../documents/registry-files.ts';

const PAGE = new URL('../../../docs/reference/overlays.md', import.meta.url);

test('docs/reference/overlays.md: the example patches a registry', () => {
  const [, path = '', yaml = ''] = /^```yaml\n# (\S+)\n(.*?)^```$/ms.exec(readFileSync(PAGE, 'utf8')) ?? [];
  const { registry, findings } = loadDocuments(snapshotOf({ ...VALID, [path]: yaml }), {
    today: TODAY,
    environment: 'prod',
  });
  expect(findings).toEqual([]);
  expect(registry.documents.map(({ kind, spec }) => [kind, spec])).toMatchObject([
    ['Platform', { environment: 'prod', account: '210987654321', network: { cidr: '10.1.0.0/16' } }],
    ['Function', { memoryMb: 1024, reservedConcurrency: 50 }],
    ['Team', {}],
  ]);
});
