import { hash } from 'node:crypto';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import type { Registry } from '../../../controller/documents/registry.ts';
import type { SourceFile } from '../../../controller/source/snapshot.ts';
import { deepFreeze } from '../../fakes/deep-freeze.ts';

/** A document as an author writes it. */
export interface Written {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A Platform with nothing but what it needs; `spec` overrides. */
export function platform(spec: Readonly<Record<string, unknown>> = {}): Written {
  const needed = {
    project: 'acme-platform',
    organization: 'acme',
    environment: 'dev',
    account: '123456789012',
    region: 'us-east-1',
    network: { cidr: '10.0.0.0/16' },
  };
  return { kind: 'Platform', metadata: { name: 'shared' }, spec: { ...needed, ...spec } };
}

/** A Team. */
export function team(name: string, spec: Readonly<Record<string, unknown>> = {}): Written {
  return { kind: 'Team', metadata: { name }, spec: { owner: 'somebody', ...spec } };
}

/** A Function with a pinned zip file; `spec` overrides. */
export function lambda(name: string, spec: Readonly<Record<string, unknown>> = {}): Written {
  const s3 = { bucket: 'acme-artifacts', key: 'code.zip', objectVersion: '1' };
  return {
    kind: 'Function',
    metadata: { name },
    spec: { runtime: 'nodejs24.x', handler: 'index.handler', s3, ...spec },
  };
}

/** A Route. */
export function route(name: string, spec: Readonly<Record<string, unknown>>): Written {
  return { kind: 'Route', metadata: { name }, spec: { method: 'GET', ...spec } };
}

/** Files of a registry, written as JSON, which is YAML too: `platform.yaml`, and the documents of each team in one file a document. */
export function filesOf(shared: Written, teams: Readonly<Record<string, readonly Written[]>>): readonly SourceFile[] {
  const own = Object.entries(teams).flatMap(([name, documents]) =>
    documents.map((document, index) => fileOf(`teams/${name}/${index}.yaml`, document)),
  );
  return [fileOf('platform.yaml', shared), ...own];
}

function fileOf(path: string, document: Written): SourceFile {
  const text = JSON.stringify({ apiVersion: 'holdfast/v1', ...document }, null, 2);
  return { path, text, blobSha: hash('sha1', text) };
}

/** Loads a registry and throws on findings of its own, so that a test sees only those of the stage under test. */
export function registryOf(shared: Written, teams: Readonly<Record<string, readonly Written[]>>): Registry {
  const { registry, findings } = loadDocuments(
    { sha: 'local', files: filesOf(shared, teams) },
    { today: '2026-11-20' },
  );
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  return deepFreeze(registry);
}
