import { type Finding, sortFindings } from '../diagnostics/finding.ts';
import type { CommitSnapshot, SourceFile } from '../source/snapshot.ts';
import { type CheckedDocument, type CheckedFile, checkFile, localFinding } from './check-file.ts';
import { partsOf } from './expand.ts';
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from './limits.ts';
import { placeOf } from './node-place.ts';
import { writtenAt } from './origins.ts';
import { type ParsedText, parseText } from './parse.ts';
import type { Problem } from './problem.ts';
import type { AnyDocument, DocumentSource, Registry } from './registry.ts';
import { artifacts } from './rules/artifacts.ts';
import { githubProvider } from './rules/github-provider.ts';
import { placement } from './rules/placement.ts';
import {
  type FileOutline,
  type Outline,
  type RegistryContext,
  type RegistryRule,
  teamOfPath,
} from './rules/registry-rule.ts';
import { restParameters } from './rules/rest-parameters.ts';
import { routeApi } from './rules/route-api.ts';
import { routeOverlaps } from './rules/route-overlaps.ts';
import { routes } from './rules/routes.ts';
import { runtimes } from './rules/runtimes.ts';
import { teams } from './rules/teams.ts';
import { identityOf, uniqueness } from './rules/uniqueness.ts';

/** Blob id → what the file says. A caller that keeps one over runs parses only files that changed. Belongs to one set of limits. */
export type DocumentCache = Map<string, CheckedFile>;

/** What loading depends on besides the snapshot. */
export interface LoadOptions {
  /** The day of the run, `YYYY-MM-DD`: runtimes retire by date (L5). */
  readonly today: string;
  readonly limits?: DocumentLimits;
  readonly cache?: DocumentCache;
}

/** A registry and everything its authors must know. With a finding of severity error, the registry is not whole (K2). */
export interface LoadedRegistry {
  readonly registry: Registry;
  readonly findings: readonly Finding[];
}

const REGISTRY_RULES: readonly RegistryRule[] = [
  placement,
  uniqueness,
  teams,
  routes,
  routeApi,
  routeOverlaps,
  restParameters,
  runtimes,
  artifacts,
  githubProvider,
];

/**
 * Reads every document of a commit. Pure, never throws, whatever the files hold; gives all findings at once, in reading order.
 * The registry has every document that is valid by itself, with its team and the defaults filled in, sorted by file and index.
 */
export function loadDocuments(snapshot: CommitSnapshot, options: LoadOptions): LoadedRegistry {
  const limits = options.limits ?? DEFAULT_DOCUMENT_LIMITS;
  const files = snapshot.files.map((file) => ({ file, checked: checkCached(file, limits, options.cache) }));
  const local = files.flatMap(({ file, checked }) =>
    checked.findings.map((finding) => ({ ...finding, file: file.path })),
  );
  const whole = files.flatMap(({ file, checked }) =>
    checked.documents.flatMap((document) => completeDocument(document, file)),
  );
  const parts = whole.flatMap(partsOf);
  const context: RegistryContext = {
    outlines: [
      ...files.flatMap(({ file, checked }) => checked.documents.flatMap((document) => outlineOf(document, file))),
      ...parts.map(outlineOfPart),
    ],
    documents: [...whole, ...parts],
    files: files.map(({ file, checked }) => fileOutline(file, checked)),
    today: options.today,
    finding: createFinder(limits),
  };
  const findings = REGISTRY_RULES.flatMap((rule) => rule(context));
  return { registry: { documents: firstOfEach(context.documents) }, findings: sortFindings([...local, ...findings]) };
}

function checkCached(file: SourceFile, limits: DocumentLimits, cache: DocumentCache | undefined): CheckedFile {
  if (file.path.startsWith('overlays/')) return OVERLAY;
  const known = cache?.get(file.blobSha);
  if (known !== undefined) return known;
  const checked = checkFile(file.text, limits);
  cache?.set(file.blobSha, checked);
  return checked;
}

/** Applying something else than what Git says would be worse than applying nothing, so an overlay is an error and not skipped. */
const OVERLAY: CheckedFile = {
  documents: [],
  findings: [
    {
      code: 'UnsupportedFile',
      severity: 'error',
      message: 'Overlays are not supported by this version of Holdfast.',
      path: '',
      line: 1,
      column: 1,
      hint: 'Write the values into the documents.',
    },
  ],
  complete: true,
};

function fileOutline({ path }: SourceFile, { complete, findings }: CheckedFile): FileOutline {
  const team = teamOfPath(path);
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  return { path, complete, hasErrors, ...(team === undefined ? {} : { team }) };
}

function outlineOf({ kind, name, index }: CheckedDocument, file: SourceFile): Outline[] {
  const team = teamOfPath(file.path);
  if (kind === undefined || name === undefined) return [];
  return [{ kind, name, source: sourceOf(file, index), ...(team === undefined ? {} : { team }) }];
}

function outlineOfPart({ kind, metadata, source }: AnyDocument): Outline {
  const team = teamOfPath(source.file);
  return { kind, name: metadata.name, source, ...(team === undefined ? {} : { team }) };
}

function sourceOf(file: SourceFile, index: number): DocumentSource {
  return { file: file.path, blobSha: file.blobSha, index, text: file.text };
}

/** Fills in what only the place of a document can say. */
function completeDocument({ document, index }: CheckedDocument, file: SourceFile): AnyDocument[] {
  if (document === undefined) return [];
  const placed = { ...document, source: sourceOf(file, index) } as AnyDocument;
  if (placed.kind !== 'Team') return [placed];
  return [{ ...placed, spec: { ...placed.spec, pathPrefix: placed.spec.pathPrefix ?? `/${placed.metadata.name}` } }];
}

/** The documents that stand where they belong, the first of each identity, owned by the team of their folder. */
function firstOfEach(documents: readonly AnyDocument[]): AnyDocument[] {
  const seen = new Set<string>();
  return documents.flatMap((document) => {
    const team = teamOfPath(document.source.file);
    const platform = document.kind === 'Platform';
    const identity = platform
      ? document.kind
      : identityOf({ kind: document.kind, name: document.metadata.name, ...(team === undefined ? {} : { team }) });
    if (platform !== (team === undefined) || seen.has(identity)) return [];
    seen.add(identity);
    return [team === undefined ? document : ({ ...document, metadata: { ...document.metadata, team } } as AnyDocument)];
  });
}

/** Findings at their lines. Keeps the nodes of one file only: findings of a file mostly follow each other. */
function createFinder(limits: DocumentLimits): RegistryContext['finding'] {
  let last: { readonly blobSha: string; readonly parsed: ParsedText } | undefined;
  return (where: DocumentSource, problem: Problem) => {
    const { source, path } = writtenAt(where, problem.path);
    if (last?.blobSha !== source.blobSha) last = { blobSha: source.blobSha, parsed: parseText(source.text, limits) };
    const { documents, lines } = last.parsed;
    const document = documents.find(({ index }) => index === source.index);
    const place = document === undefined ? { line: 1, column: 1 } : placeOf(document.root, path, lines, problem.at);
    return { ...localFinding({ ...problem, path }, place), file: source.file };
  };
}
