import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { GITHUB_APP_PERMISSIONS, PROPOSAL_PERMISSIONS } from '../../../controller/adapters/github-token.ts';
import { settingsOf, synthesise } from './synth.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/install.md'), 'utf8');

/** The App manifest as the page gives it. */
const manifest: Readonly<Record<string, unknown>> = JSON.parse(
  /JSON\.stringify\((\{.*?\n {2}\})\);/s.exec(page)?.[1] ?? '{}',
);

test('S7: the App asks for exactly what the controller uses', () => {
  // Without this permission GitHub does not send `merge_group`; nothing of a merge queue is ever asked for.
  expect(manifest.default_permissions).toEqual({
    ...GITHUB_APP_PERMISSIONS,
    ...PROPOSAL_PERMISSIONS,
    merge_queues: 'read',
  });
});

test('the App sends the events that the trigger stage reads, and no other', () => {
  const reader = readFileSync(join(import.meta.dirname, '../../../controller/trigger/read-webhook.ts'), 'utf8');
  const table = /READERS[^{]*\{([^}]*)\}/.exec(reader)?.[1] ?? '';
  const events = [...table.matchAll(/^\s*'?([a-z_]+)(?:\.[a-z_]+)?'?:/gm)].map(([, event]) => event);
  expect(manifest.default_events).toEqual([...new Set(events)].sort());
});

test('the command that deploys is a valid one', () => {
  const command = /npx cdk deploy \\\n([^`]*)```/.exec(page)?.[1] ?? '';
  const context = Object.fromEntries(
    [...command.matchAll(/-c (\w+)=(\S+)/g)].map(([, name = '', value = '']) => [name, value]),
  );
  expect(Object.keys(context)).toEqual(['registry', 'branch', 'environment', 'project', 'githubAppId']);
  expect(settingsOf(context)).toMatchObject(context);
});

test('the page explains every setting', () => {
  const explained = [...page.matchAll(/^\| `(\w+)` /gm)].map(([, name]) => name);
  const optional = {
    githubInstallationId: '8',
    githubRepositoryId: '9',
    limits: 'files=9',
    badgeToken: '0'.repeat(32),
  };
  const all = settingsOf(optional);
  expect([...explained].sort()).toEqual(Object.keys(all).sort());
});

test('the page reads only outputs that there are', () => {
  const read = [...page.matchAll(/\$\(output (\w+)\)|^output (\w+)$/gm)].map(([, quoted, bare]) => quoted ?? bare);
  const outputs = Object.keys(synthesise().toJSON().Outputs);
  expect(read.length).toBeGreaterThan(3);
  expect(read.filter((name) => !outputs.includes(name ?? ''))).toEqual([]);
});
