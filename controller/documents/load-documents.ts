import { isShared } from '../../registry/kinds/kinds.ts';
import { cutFindings, type Finding, sortFindings } from '../diagnostics/finding.ts';
import type { CommitSnapshot, SourceFile } from '../source/snapshot.ts';
import { type CheckedDocument, type CheckedFile, checkFile, localFinding } from './check-file.ts';
import { partsOf } from './expand.ts';
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from './limits.ts';
import { locate, locateFinding } from './locate.ts';
import type { BaseDocument } from './overlay/apply-overlay.ts';
import { inEnvironment } from './overlay/environment.ts';
import { isOverlay, type ReadOverlay, readOverlay } from './overlay/read-overlay.ts';
import type { Path } from './path.ts';
import type { Problem } from './problem.ts';
import type { AnyDocument, DocumentName, DocumentSource, Registry } from './registry.ts';
import { agentBudgets } from './rules/agent-budgets.ts';
import { agentTopics } from './rules/agent-topics.ts';
import { artifacts } from './rules/artifacts.ts';
import { averageDurations } from './rules/average-durations.ts';
import { buses } from './rules/buses.ts';
import { deliveries } from './rules/deliveries.ts';
import { directEvents, notifiedQueues } from './rules/direct-events.ts';
import { foreignEvents } from './rules/foreign-events.ts';
import { functionPlaces, reservedConcurrency } from './rules/function-places.ts';
import { functionRoles } from './rules/function-roles.ts';
import { functionTargets } from './rules/function-targets.ts';
import { githubProvider } from './rules/github-provider.ts';
import { idempotencyTables } from './rules/idempotency-tables.ts';
import { ignoredDifferences } from './rules/ignored-differences.ts';
import { keyAliases } from './rules/key-aliases.ts';
import { keyRegions } from './rules/key-regions.ts';
import { objectEvents } from './rules/object-events.ts';
import { ownResources } from './rules/own-resources.ts';
import { ownTeamTwice } from './rules/own-team-twice.ts';
import { partEnvironments } from './rules/part-environments.ts';
import { pastSchedules } from './rules/past-schedules.ts';
import { pastStarts } from './rules/past-starts.ts';
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
import { hideSecrets } from './secrets.ts';
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
  ignoredDifferences,
  functionPlaces,
  reservedConcurrency,
  averageDurations,
  functionTargets,
  functionRoles,
  ownResources,
  topicReceivers,
  ownTeamTwice,
  pastStarts,
  keyRegions,
  keyAliases,
  artifacts,
  githubProvider,
  deliveries,
  idempotencyTables,
  objectEvents,
  directEvents,
  notifiedQueues,
  foreignEvents,
  pastSchedules,
  buses,
  partEnvironments,
  agentTopics,
  agentBudgets,
];

/**
 * Reads every document of a commit. Pure, never throws, whatever the files hold; gives all findings at once, in reading order.
 * The registry has every document that is valid by itself, with its team and the defaults filled in, sorted by file and index.
 */
export function loadDocuments(snapshot: CommitSnapshot, options: LoadOptions): LoadedRegistry {
  const limits = options.limits ?? DEFAULT_DOCUMENT_LIMITS;
  const tools = createFinder(limits.registryFindings);
  const files = checkFiles(snapshot, limits, options.cache);
  const overlays = snapshot.files.filter(({ path }) => isOverlay(path)).map((file) => readOverlay(file, limits));
  const base = files.flatMap(({ file, checked }) => checked.documents.map((document) => baseOf(document, file)));
  const environment = inEnvironment(base, overlays, options.environment, { ...tools, limits });
  const whole = environment.documents.flatMap(completeDocument);
  const parts = whole.flatMap(partsOf);
  const context: RegistryContext = {
    outlines: [...environment.documents.flatMap(outlineOf), ...parts.map(outlineOfPart)],
    documents: [...whole, ...parts],
    files: [...files.map(({ file, checked }) => fileOutline(file, checked)), ...overlays.map(overlayOutline)],
    today: options.today,
    ...tools,
  };
  const local = [
    ...files.flatMap(({ file, checked }) => checked.findings.map((finding) => ({ ...finding, file: file.path }))),
    ...overlays.flatMap(({ source, findings }) => findings.map((finding) => ({ ...finding, file: source.file }))),
    ...environment.findings,
  ];
  const findings = cutFindings([...local, ...REGISTRY_RULES.flatMap((rule) => rule(context))], limits.registryFindings);
  const documents = firstOfEach(context.documents);
  return {
    registry: { documents, faulty: faultyOf(context.outlines, documents) },
    findings: sortFindings(findings).map(withoutSecrets),
  };
}

/** What has a kind and a name, and is not among the valid documents. */
function faultyOf(outlines: readonly Outline[], documents: readonly AnyDocument[]): readonly DocumentName[] {
  const valid = new Set(
    documents.map(({ kind, metadata: { name, team } }) =>
      identityOf({ kind, name, ...(team !== undefined && { team }) }),
    ),
  );
  return outlines
    .filter((outline) => !valid.has(identityOf(outline)))
    .map(({ kind, name, team }) => ({ kind, name, ...(team !== undefined && { team }) }));
}

/** Messages repeat what an author wrote; whatever rule it comes from, no credential is among it (S4). */
function withoutSecrets(finding: Finding): Finding {
  const { message, path, hint } = finding;
  return {
    ...finding,
    message: hideSecrets(message),
    path: hideSecrets(path),
    ...(hint !== undefined && { hint: hideSecrets(hint) }),
  };
}

type File = { readonly file: SourceFile; readonly checked: CheckedFile };

/** Files in which nobody looked any more: their absence proves nothing (K2). */
const UNREAD: CheckedFile = { documents: [], findings: [], complete: false, unread: true };

/** Reads the files that are no overlays, until there are more errors than anybody would read. */
function checkFiles({ files }: CommitSnapshot, limits: DocumentLimits, cache: DocumentCache | undefined): File[] {
  let errors = 0;
  return files
    .filter(({ path }) => !isOverlay(path))
    .map((file) => {
      const checked = errors > limits.registryFindings ? UNREAD : checkCached(file, limits, cache);
      errors += checked.findings.filter(({ severity }) => severity === 'error').length;
      return { file, checked };
    });
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

function fileOutline({ path }: SourceFile, { complete, findings, unread }: CheckedFile): FileOutline {
  const team = teamOfPath(path);
  const hasErrors = unread === true || findings.some(({ severity }) => severity === 'error');
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
  const own = origins?.map((one) => ({ ...one, source }));
  const named = own === undefined ? source : { ...source, origins: [{ at: [], path: [], source }, ...own] };
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

/** Findings at their lines. What is beyond the limit, and so not shown, needs no place. */
function createFinder(limit: number): Pick<RegistryContext, 'finding' | 'placeOf'> {
  const found = { error: 0, warning: 0, info: 0 };
  return {
    finding: (where: DocumentSource, problem: Problem) => {
      const start = { line: 1, column: 1 };
      const severity = problem.severity ?? 'error';
      found[severity] += 1;
      if (found[severity] > limit) return { ...localFinding(problem, start), file: where.file };
      const place = locateFinding(where, problem.path, problem.at);
      const related = (problem.related ?? []).map((other) => relatedPlace(where, other, place.file));
      return { ...localFinding(problem, start, related), ...place };
    },
    placeOf: (source, path) => {
      if (found.error >= limit) return source.file;
      const { file, line } = locate(source, path);
      return `${file}:${line}`;
    },
  };
}

/** Where a related path stands, which may be in another file: an overlay may have set that part. */
function relatedPlace(where: DocumentSource, path: Path, ownFile: string): OtherPlace {
  const { file, line } = locate(where, path);
  return file === ownFile ? { line } : { line, file };
}
