import { expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { ignoredBy } from '../../../controller/drift/ignore.ts';
import { snapshotOf, TODAY, VALID } from '../documents/registry-files.ts';

const FUNCTION = `apiVersion: holdfast/v1
kind: Function
metadata: { name: charge }
spec: { runtime: nodejs24.x, handler: index.handler, s3: { bucket: acme-code, key: charge.zip } }
`;
const QUEUE = 'apiVersion: holdfast/v1\nkind: Queue\nmetadata: { name: jobs }\nspec: {}\n';

/** The last day of the entry that ignores a property of a resource of a document, by entries of the Platform and of the Team payments. */
function until(
  entries: { readonly platform?: string; readonly team?: string },
  about: { readonly type?: string; readonly document?: string; readonly file?: string; readonly path?: string },
  today = TODAY,
) {
  const more = '{ owner: o, until: "2026-12-24", reason: Because it is so. }'.slice(1, -1);
  const entry = (fields: string) => `  ignoreDifferences: [{ ${fields}, ${more} }]\n`;
  const { registry, findings } = loadDocuments(
    snapshotOf({
      ...VALID,
      'platform.yaml': `${VALID['platform.yaml']}${entries.platform === undefined ? '' : entry(entries.platform)}`,
      'teams/payments/team.yaml': `apiVersion: holdfast/v1\nkind: Team\nmetadata: { name: payments }\nspec:\n  owner: x\n${entries.team === undefined ? '' : entry(entries.team)}`,
      'teams/payments/charge.yaml': FUNCTION,
      'teams/payments/jobs.yaml': QUEUE,
    }),
    { today: TODAY },
  );
  expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  const { type = 'AWS::Lambda::Function', document = 'Function/charge', file = 'teams/payments/charge.yaml' } = about;
  const base = { stack: 's', logicalId: 'L', type, physicalId: 'p', source: { file, line: 1, column: 1, document } };
  const { path = '/Properties/MemorySize' } = about;
  return ignoredBy(registry.documents, today)({ base, key: 'k', was: 'modified', path })?.until;
}

const MEMORY = 'kind: Function, name: charge, properties: [/Properties/MemorySize]';

test.each([
  ['the property of the document', { team: MEMORY }, {}, true],
  ['another property', { team: MEMORY }, { path: '/Properties/Timeout' }, false],
  ['a property whose name begins so', { team: MEMORY }, { path: '/Properties/MemorySizes' }, false],
  ['another document', { team: MEMORY }, { document: 'Queue/jobs', file: 'teams/payments/jobs.yaml' }, false],
  ['every document of the kind', { team: 'kind: Function, properties: [/Properties/MemorySize]' }, {}, true],
  [
    'what is inside a property',
    { team: 'kind: Function, properties: [/Properties/VpcConfig]' },
    { path: '/Properties/VpcConfig/SubnetIds' },
    true,
  ],
  [
    'any one part',
    { team: 'kind: Function, properties: [/Properties/Environment/Variables/*]' },
    { path: '/Properties/Environment/Variables/A' },
    true,
  ],
  [
    'the whole of which a part is named',
    { team: 'kind: Function, properties: [/Properties/Environment/Variables/*]' },
    { path: '/Properties/Environment' },
    false,
  ],
  ['by the Platform, everywhere', { platform: MEMORY }, {}, true],
  ['by the Platform, in one team', { platform: `team: payments, ${MEMORY}` }, {}, true],
  ['by the Platform, in another team', { platform: `team: orders, ${MEMORY}` }, {}, false],
  [
    'a tag of a role of the document',
    { team: 'kind: Function, properties: [/Properties/Tags]' },
    { type: 'AWS::IAM::Role', path: '/Properties/Tags/x' },
    false,
  ],
] as const)('%s', (_, entries, about, ignored) => {
  expect(until(entries, about)).toBe(ignored ? '2026-12-24' : undefined);
});

test('C11: to the end of the last day', () => {
  expect(until({ team: MEMORY }, {}, '2026-12-24')).toBe('2026-12-24');
  expect(until({ team: MEMORY }, {}, '2026-12-25')).toBeUndefined();
});
