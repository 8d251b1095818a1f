import { hash } from 'node:crypto';
import type { Finding } from '../../../controller/diagnostics/finding.ts';
import { type LoadedRegistry, loadDocuments } from '../../../controller/documents/load-documents.ts';
import type { CommitSnapshot } from '../../../controller/source/snapshot.ts';

/** A day on which the test registries are loaded. */
export const TODAY = '2026-11-20';

/** The smallest valid registry: a platform, a team, a function. */
export const VALID: Readonly<Record<string, string>> = {
  'platform.yaml': `apiVersion: holdfast/v1
kind: Platform
metadata: {name: shared}
spec:
  project: acme
  organization: acme
  environment: dev
  account: "123456789012"
  region: us-east-1
  network: {cidr: 10.0.0.0/16}
`,
  'teams/payments/charge.yaml': `apiVersion: holdfast/v1
kind: Function
metadata: {name: charge}
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: {bucket: acme-artifacts, key: charge.zip}
`,
  'teams/payments/team.yaml': `apiVersion: holdfast/v1
kind: Team
metadata: {name: payments}
spec: {owner: payments-engineering}
`,
};

/** A snapshot of these files, sorted by path as the source stage sorts them. */
export function snapshotOf(files: Readonly<Record<string, string>>): CommitSnapshot {
  const sorted = Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1));
  return { sha: 'a'.repeat(40), files: sorted.map(([path, text]) => ({ path, text, blobSha: hash('sha1', text) })) };
}

/** The valid registry with some files replaced or added, loaded. */
export function loadWith(files: Readonly<Record<string, string>>, today = TODAY): LoadedRegistry {
  return loadDocuments(snapshotOf({ ...VALID, ...files }), { today });
}

/** Findings as one line each: severity, code, file, line and column. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, code, file, line, column }) => `${severity} ${code} ${file}:${line}:${column}`);
}

/** A team document. */
export function team(name: string, spec = 'owner: someone'): string {
  return `apiVersion: holdfast/v1\nkind: Team\nmetadata: {name: ${name}}\nspec: {${spec}}\n`;
}

/** A function document whose spec has these lines besides its code. */
export function fn(name: string, ...lines: readonly string[]): string {
  const spec = ['runtime: nodejs24.x', 'handler: index.handler', 's3: {bucket: acme-artifacts, key: f.zip}', ...lines];
  return `apiVersion: holdfast/v1\nkind: Function\nmetadata: {name: ${name}}\nspec:\n${spec.map((line) => `  ${line}\n`).join('')}`;
}

/** A route document. */
export function route(name: string, method: string, path: string, target: string): string {
  return `apiVersion: holdfast/v1\nkind: Route\nmetadata: {name: ${name}}\nspec: {method: ${method}, path: "${path}", function: ${target}}\n`;
}
