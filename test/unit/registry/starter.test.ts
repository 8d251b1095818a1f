import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createLocalDirectory } from '../../../controller/adapters/local-directory.ts';
import { compile } from '../../../controller/compile/compile.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { DEFAULT_SOURCE_LIMITS } from '../../../controller/source/limits.ts';
import { loadSnapshot } from '../../../controller/source/load-snapshot.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { TODAY } from '../documents/registry-files.ts';

const STARTER = fileURLToPath(new URL('../../../registry/starter', import.meta.url));

test.each([
  ['dev', '123456789012'],
  ['prod', '210987654321'],
])(
  'in %s the starter has every kind, no findings, and code in the bucket of account %s',
  async (environment, account) => {
    const loaded = await loadSnapshot(createLocalDirectory(STARTER), 'local', DEFAULT_SOURCE_LIMITS);
    const { registry, findings } = loadDocuments(loaded.snapshot, { today: TODAY, environment });
    expect([...loaded.findings, ...findings]).toEqual([]);
    const written = registry.documents.filter(({ partOf }) => partOf === undefined);
    expect(written.map(({ kind }) => kind)).toEqual(expect.arrayContaining(KINDS.map(({ name }) => name)));
    const { stacks } = compile(buildGraph(registry).graph, {}).desired;
    const buckets = stacks
      .flatMap(({ template }) => Object.values(template.Resources))
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => JSON.stringify(Properties?.Code).replace(/,"S3Key.*/, ''));
    expect(new Set(buckets)).toEqual(new Set([`{"S3Bucket":"shared-lambda-infra-artifacts-${account}-us-east-1"`]));
  },
);

test('every file of the starter names a JSON Schema that exists', () => {
  const files = readdirSync(STARTER, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  expect(files.length).toBeGreaterThan(0);
  for (const file of files) {
    const [, schema = ''] =
      /^# yaml-language-server: \$schema=(\S+)$/m.exec(readFileSync(join(STARTER, file), 'utf8')) ?? [];
    expect(() => readFileSync(normalize(join(STARTER, dirname(file), schema)))).not.toThrow();
  }
});
