import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CONSENT_KINDS } from '../../../controller/diagnostics/consent.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { COMMANDS } from '../../../controller/report/command-help.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { snapshotOf, TODAY, VALID } from '../documents/registry-files.ts';

function pageOf(name: string): string {
  return readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8');
}

test('docs/reference/overlays.md: the example patches a registry', () => {
  const [, path = '', yaml = ''] = /^```yaml\n# (\S+)\n(.*?)^```$/ms.exec(pageOf('overlays.md')) ?? [];
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

test('docs/reference/outputs.md: names every output of every kind', () => {
  const rows = [...pageOf('outputs.md').matchAll(/^\| (?:the|each) (\w+) \| (.*) \|$/gm)];
  const documented = rows.map(([, kind, names = '']) => [kind, names.replaceAll('`', '').split(', ')]);
  expect(documented).toEqual(
    KINDS.map(({ name, outputs }) => [name, Object.keys(outputs)]).filter(([, names = []]) => names.length > 0),
  );
});

test('docs/reference/commands.md: has the table that `/holdfast help` answers, and every word to confirm', () => {
  const rows = [...pageOf('commands.md').matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)];
  expect(rows.map(([, command, meaning]) => [command, meaning])).toEqual(COMMANDS);
  for (const kind of CONSENT_KINDS) expect(pageOf('commands.md')).toContain(`\`holdfast/confirm-${kind}\``);
});
