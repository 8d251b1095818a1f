import { isShared } from '../../registry/kinds/kinds.ts';
import { type Finding, sortFindings } from '../diagnostics/finding.ts';
import type { CommitSnapshot, SourceFile } from '../source/snapshot.ts';
import { type CheckedDocument, type CheckedFile, checkFile, localFinding } from './check-file.ts';
import { partsOf } from './expand.ts';
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from './limits.ts';
import { locate } from './locate.ts';
import { placeOf } from './node-place.ts';
import { writtenAt } from './origins.ts';
import type { BaseDocument } from './overlay/apply-overlay.ts';
import { inEnvironment } from './overlay/environment.ts';
import { isOverlay, type ReadOverlay, readOverlay } from './overlay/read-overlay.ts';
import { type ParsedText, parseText } from './parse.ts';
import type { Path } from './path.ts';
import type { Problem } from './problem.ts';
import type { AnyDocument, DocumentSource, Registry } from './registry.ts';
import { agentTopics } from './rules/agent-topics.ts';
import { artifacts } from './rules/artifacts.ts';
import { buses } from './rules/buses.ts';
import { deliveries } from './rules/deliveries.ts';
import { functionPlaces, reservedConcurrency } from './rules/function-places.ts';
import { functionTargets } from './rules/function-targets.ts';
import { githubProvider } from './rules/github-provider.ts';
import { keyRegions } from './rules/key-regions.ts';
import { objectEvents } from './rules/object-events.ts';
import { ownResources } from './rules/own-resources.ts';
import { partEnvironments } from './rules/part-environments.ts';
import { pastSchedules } from './rules/past-schedules.ts';
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
import { topicReceivers } from './rules/topic-receivers.ts';
import { identityOf, uniqueness } from './rules/uniqueness.ts';
import type { OtherPlace } from './see-also.ts';

/** Blob id → what the file says. A caller that keeps one over runs parses only files that changed. Belongs to one set of limits. */
export type DocumentCache = Map<string, CheckedFile>;

/** What loading depends on besides the snapshot. */
export interface LoadOptions {
  /** The day of the run, `YYYY-MM-DD`: runtimes retire by date (L5). */
  readonly today: string;
  /** The environment to read the registry for. Left out: the one that the Platform names. */
  readonly environment?: string;
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
  functionPlaces,
  reservedConcurrency,
  functionTargets,
  ownResources,
  topicReceivers,
  keyRegions,
  artifacts,
  githubProvider,
  deliveries,
  objectEvents,
  pastSchedules,
  buses,
  partEnvironments,
  agentTopics,
];

/**
 * Reads every document of a commit. Pure, never throws, whatever the files hold; gives all findings at once, in reading order.
 * The registry has every document that is valid by itself, with its team and the defaults filled in, sorted by file and index.
 */
export function loadDocuments(snapshot: CommitSnapshot, options: LoadOptions): LoadedRegistry {
  const limits = options.limits ?? DEFAULT_DOCUMENT_LIMITS;
  const tools = { limits, finding: createFinder(limits) };
  const files = snapshot.files
    .filter(({ path }) => !isOverlay(path))
    .map((file) => ({ file, checked: checkCached(file, limits, options.cache) }));
  const overlays = snapshot.files.filter(({ path }) => isOverlay(path)).map((file) => readOverlay(file, limits));
  const base = files.flatMap(({ file, checked }) => checked.documents.map((document) => baseOf(document, file)));
  const environment = inEnvironment(base, overlays, options.environment, tools);
  const whole = environment.documents.flatMap(completeDocument);
  const parts = whole.flatMap(partsOf);
  const context: RegistryContext = {
    outlines: [...environment.documents.flatMap(outlineOf), ...parts.map(outlineOfPart)],
    documents: [...whole, ...parts],
    files: [...files.map(({ file, checked }) => fileOutline(file, checked)), ...overlays.map(overlayOutline)],
    today: options.today,
    finding: tools.finding,
  };
  const local = [
    ...files.flatMap(({ file, checked }) => checked.findings.map((finding) => ({ ...finding, file: file.path }))),
    ...overlays.flatMap(({ source, findings }) => findings.map((finding) => ({ ...finding, file: source.file }))),
    ...environment.findings,
  ];
  const findings = REGISTRY_RULES.flatMap((rule) => rule(context));
  return { registry: { documents: firstOfEach(context.documents) }, findings: sortFindings([...local, ...findings]) };
}

function checkCached(file: SourceFile, limits: DocumentLimits, cache: DocumentCache | undefined): CheckedFile {
  const known = cache?.get(file.blobSha);
  if (known !== undefined) return known;
  const checked = checkFile(file.text, limits);
  cache?.set(file.blobSha, checked);
  return checked;
}

function baseOf(checked: CheckedDocument, { path, blobSha, text }: SourceFile): BaseDocument {
  const team = teamOfPath(path);
  return { checked, source: { file: path, blobSha, index: checked.index, text }, ...(team !== undefined && { team }) };
}

function fileOutline({ path }: SourceFile, { complete, findings }: CheckedFile): FileOutline {
  const team = teamOfPath(path);
  const hasErrors = findings.some(({ severity }) => severity === 'error');
  return { path, complete, hasErrors, ...(team === undefined ? {} : { team }) };
}

/** An overlay says nothing about which documents exist. */
function overlayOutline({ source, findings }: ReadOverlay): FileOutline {
  return { path: source.file, complete: true, hasErrors: findings.some(({ severity }) => severity === 'error') };
}

function outlineOf({ checked: { kind, name }, source, team }: BaseDocument): Outline[] {
  if (kind === undefined || name === undefined) return [];
  return [{ kind, name, source, ...(team === undefined ? {} : { team }) }];
}

function outlineOfPart({ kind, metadata, source, partOf = '' }: AnyDocument): Outline {
  const team = teamOfPath(source.file);
  return { kind, name: metadata.name, source, partOf, ...(team === undefined ? {} : { team }) };
}

/** Fills in what only the place of a document can say. */
function completeDocument({ checked: { document, origins }, source }: BaseDocument): AnyDocument[] {
  if (document === undefined) return [];
  // What a manifest calls otherwise is written where the manifest, with an overlay's patches, has it.
  const named = origins === undefined ? source : { ...source, origins: origins.map((one) => ({ ...one, source })) };
  const placed = { ...document, source: named } as AnyDocument;
  if (placed.kind !== 'Team') return [placed];
  return [{ ...placed, spec: { ...placed.spec, pathPrefix: placed.spec.pathPrefix ?? `/${placed.metadata.name}` } }];
}

/** The documents that stand where they belong, the first of each identity, owned by the team of their folder. */
function firstOfEach(documents: readonly AnyDocument[]): AnyDocument[] {
  const seen = new Set<string>();
  return documents.flatMap((document) => {
    const team = teamOfPath(document.source.file);
    const shared = isShared(document.kind);
    const identity =
      document.kind === 'Platform'
        ? document.kind
        : identityOf({ kind: document.kind, name: document.metadata.name, ...(team === undefined ? {} : { team }) });
    if (shared !== (team === undefined) || seen.has(identity)) return [];
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
    const related = (problem.related ?? []).map((other) => relatedPlace(where, other, source.file));
    return { ...localFinding({ ...problem, path }, place, related), file: source.file };
  };
}

/** Where a related path stands, which may be in another file: an overlay may have set that part. */
function relatedPlace(where: DocumentSource, path: Path, ownFile: string): OtherPlace {
  const { file, line } = locate(where, path);
  return file === ownFile ? { line } : { line, file };
}
