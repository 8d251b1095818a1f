import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createLocalDirectory } from '../../../controller/adapters/local-directory.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { DEFAULT_SOURCE_LIMITS } from '../../../controller/source/limits.ts';
import { loadSnapshot } from '../../../controller/source/load-snapshot.ts';
import { TODAY } from '../documents/registry-files.ts';

const STARTER = fileURLToPath(new URL('../../../registry/starter', import.meta.url));

test("the starter registry has no findings, and code in the platform's own bucket", async () => {
  const loaded = await loadSnapshot(createLocalDirectory(STARTER), 'local', DEFAULT_SOURCE_LIMITS);
  const { registry, findings } = loadDocuments(loaded.snapshot, { today: TODAY });
  expect([...loaded.findings, ...findings]).toEqual([]);
  expect(registry.documents.map(({ kind, metadata }) => `${kind} ${metadata.team ?? ''}/${metadata.name}`)).toEqual([
    'Platform /shared',
    'Function orders/status',
    'Route orders/status',
    'Team orders/orders',
    'Function payments/charge',
    'Route payments/charge',
    'Team payments/payments',
  ]);
  const bucket = registry.documents.flatMap((document) =>
    document.kind === 'Platform' ? [document.spec.storage.artifactBucket] : [],
  );
  const used = registry.documents.flatMap((document) =>
    document.kind === 'Function' ? [document.spec.s3?.bucket] : [],
  );
  expect([...new Set(used)]).toEqual(bucket);
});

test('every file of the starter names a JSON Schema that exists', () => {
  const files = readdirSync(STARTER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(join(STARTER, file), 'utf8')) ?? [];
    expect(() => readFileSync(normalize(join(STARTER, dirname(file), schema)))).not.toThrow();
  }
});
