import { hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compile } from '../../controller/compile/compile.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import { pinArtifacts } from '../../controller/compile/pin-artifacts.ts';
import type { ArtifactReader } from '../../controller/compile/port.ts';
import { type Finding, hasErrors, sortFindings } from '../../controller/diagnostics/finding.ts';
import { loadDocuments } from '../../controller/documents/load-documents.ts';
import { buildGraph } from '../../controller/graph/build-graph.ts';
import type { SourceFile } from '../../controller/source/snapshot.ts';
import { deepFreeze } from '../fakes/deep-freeze.ts';

/** Day on which the golden registries are read: runtimes retire by date. */
const TODAY = '2026-11-20';

const root = import.meta.dirname;

/** What a registry compiles to. Without stacks where an error stopped it. */
export interface CaseResult {
  readonly stacks: readonly DesiredStack[];
  readonly findings: readonly Finding[];
}

/** Every folder of `test/golden` is a case. */
export function goldenCases(): readonly string[] {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((entry) => entry.name).sort();
}

/** Folder of a case's expected results. */
export function expectedFolder(name: string): string {
  return join(root, name, 'expected');
}

/** Files of a case's registry, sorted by path. A case without `registry/` takes the product's registry of that name (`registry/starter`). */
export function registryFiles(name: string): readonly SourceFile[] {
  const own = join(root, name, 'registry');
  return readFolder(existsSync(own) ? own : resolve(root, '../../registry', name));
}

function readFolder(folder: string): readonly SourceFile[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.yaml'))
    .sort()
    .map((path) => {
      const text = readFileSync(join(folder, path), 'utf8');
      return { path, text, blobSha: hash('sha1', `blob ${Buffer.byteLength(text)}\0${text}`) };
    });
}

/**
 * Compiles files as a run does: documents, graph, artifacts, templates, stopping at the first stage that finds an error. All inputs
 * are frozen, so a stage that changes its input fails. `artifacts` is what `artifacts.json` of a case says.
 */
export async function compileFiles(files: readonly SourceFile[], artifacts?: Artifacts): Promise<CaseResult> {
  const loaded = deepFreeze(loadDocuments(deepFreeze({ sha: 'local', files }), { today: TODAY }));
  const built = deepFreeze(buildGraph(loaded.registry));
  const early = sortFindings([...loaded.findings, ...built.findings]);
  if (hasErrors(early)) return { stacks: [], findings: early };
  const pinned = artifacts ? await pinArtifacts(readerOf(artifacts), loaded.registry) : { versions: {}, findings: [] };
  const compiled = compile(built.graph, deepFreeze(pinned).versions);
  const findings = sortFindings([...early, ...pinned.findings, ...compiled.findings]);
  return { stacks: hasErrors(findings) ? [] : compiled.desired.stacks, findings };
}

/** Compiles a case. */
export function runCase(name: string): Promise<CaseResult> {
  return compileFiles(registryFiles(name), artifactsOf(name));
}

/** `s3://bucket/key` → its version, or `unversioned`. What is not in it does not exist. */
export type Artifacts = Readonly<Record<string, string>>;

/** The artifacts of a case; `undefined` for one that is compiled without looking at S3, as `plan --offline` does. */
export function artifactsOf(name: string): Artifacts | undefined {
  const file = join(root, name, 'artifacts.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Artifacts) : undefined;
}

function readerOf(artifacts: Artifacts): ArtifactReader {
  return {
    currentVersion: async ({ bucket, key }) => {
      const versionId = artifacts[`s3://${bucket}/${key}`];
      if (versionId === undefined) return { kind: 'missing' };
      return versionId === 'unversioned' ? { kind: 'unversioned' } : { kind: 'version', versionId };
    },
  };
}
