import { DOCUMENT_SCHEMAS, envelopeSchema } from '../../registry/document.ts';
import type { KindName } from '../../registry/kinds/kinds.ts';
import type { Json, JsonObject } from '../lib/json.ts';
import { inManifestWords } from './awslambda/manifest-words.ts';
import { type ReadManifest, readManifest } from './awslambda/read-manifest.ts';
import type { DocumentLimits } from './limits.ts';
import { type Place, placeOf } from './node-place.ts';
import { type ParsedDocument, type ParsedText, parseText } from './parse.ts';
import { formatPath, isWithin, type Path } from './path.ts';
import type { LocalFinding, Problem } from './problem.ts';
import { isObject, objectOf } from './raw.ts';
import type { BareDocument, Origin } from './registry.ts';
import { DOCUMENT_RULES } from './rules/document-rules.ts';
import { problemsOf } from './schema-problems.ts';
import { type OtherPlace, seeAlso } from './see-also.ts';
import { sayValue } from './words.ts';

/** A document of a file, as far as it could be read; `document` only if nothing is wrong with it. */
export interface CheckedDocument {
  readonly index: number;
  readonly kind?: KindName;
  readonly name?: string;
  readonly document?: BareDocument;
  /** Where the parts of a manifest are written; absent for documents of our own format. */
  readonly origins?: readonly Origin[];
}

/** A document as it stands after an environment's patches, or without any: its value and what is wrong with it. */
export interface Validated {
  readonly kind?: KindName;
  readonly name?: string;
  readonly problems: readonly Problem[];
  readonly document?: BareDocument;
  readonly origins?: readonly Origin[];
}

/** All that a file's content says, wherever the file stands: the value of the parse cache. */
export interface CheckedFile {
  readonly documents: readonly CheckedDocument[];
  readonly findings: readonly LocalFinding[];
  /** False when some document could not even be told by kind and name, so that its absence proves nothing (K2). */
  readonly complete: boolean;
  /** True for a file that nobody looked into, because others have too many findings already. */
  readonly unread?: true;
}

/** Parses and validates one file. Depends on the text alone, and never throws. */
export function checkFile(text: string, limits: DocumentLimits): CheckedFile {
  const parsed = parseText(text, limits);
  const checked = parsed.documents.map((document) => checkDocument(document, parsed));
  const findings = [...parsed.findings, ...checked.flatMap((part) => part.findings)];
  const documents = checked.map((part) => part.document);
  const complete = parsed.complete && documents.every(({ kind, name }) => kind !== undefined && name !== undefined);
  return { documents, findings: cut(findings, limits.findings), complete };
}

interface CheckResult {
  readonly document: CheckedDocument;
  readonly findings: readonly LocalFinding[];
}

function checkDocument(parsed: ParsedDocument, { lines }: ParsedText): CheckResult {
  const validated = validate(parsed.value);
  const { document, problems } = validated;
  const findings = worthSaying(problems, parsed.reported).map((problem) => {
    const related = (problem.related ?? []).map((path) => placeOf(parsed.root, path, lines));
    return localFinding(problem, placeOf(parsed.root, problem.path, lines, problem.at), related);
  });
  const faulty = parsed.reported.length > 0 || findings.some(({ severity }) => severity === 'error');
  return { document: { ...outlineOf(parsed.index, validated), ...(!faulty && document && { document }) }, findings };
}

/** What is known of a document whether or not something is wrong with it. */
export function outlineOf(index: number, { kind, name, origins }: Validated): CheckedDocument {
  return { index, ...(kind && { kind }), ...(name !== undefined && { name }), ...(origins && { origins }) };
}

/** Leaves out what only follows from another finding: a field that is missing because it is misspelt, or what YAML spoilt already. */
export function worthSaying(problems: readonly Problem[], seen: readonly Path[] = []): readonly Problem[] {
  const meant = new Set(problems.map((problem) => problem.meant && formatPath(problem.meant)));
  const reported = new Set(seen.map((path) => JSON.stringify(path)));
  return problems.filter(({ code, path }) => {
    if (code === 'MissingField' && meant.has(formatPath(path))) return false;
    return reported.size === 0 || ![...path, ''].some((_, depth) => reported.has(JSON.stringify(path.slice(0, depth))));
  });
}

/** Checks one document's value against its schema and the rules of its kind; a manifest also against upstream's. Never throws. */
export function validate(value: Json): Validated {
  if (!isObject(value)) {
    const message = `A document must be a block of fields, but is ${sayValue(value, [])}.`;
    return { problems: [{ code: 'WrongType', path: [], message }] };
  }
  const everywhere = DOCUMENT_RULES.every.flatMap((rule) => rule(value));
  const manifest = readManifest(value);
  const { problems, ...validated } = manifest === undefined ? validateOwn(value) : validateManifest(manifest);
  return { ...validated, problems: [...problems, ...everywhere] };
}

/** A manifest is checked as the Function that it stands for; what upstream's rules say about a part is not said again by ours. */
function validateManifest({ document, problems, covered, origins, manifest }: ReadManifest): Validated {
  if (document === undefined) return { problems };
  const validated = validateOwn(document);
  const own = validated.problems
    .map((problem) => inManifestWords(problem, origins))
    .filter(({ path, code }) => !covered.some((part) => isWithin(path, part)) && !isAboutCode(code, path, problems));
  const { document: read, kind } = validated;
  const name = objectOf(document.metadata).name;
  const outline = { ...(kind && { kind }), ...(typeof name === 'string' && { name }), origins };
  const whole = read && { document: { ...read, metadata: { ...read.metadata, manifest } } as BareDocument };
  return { ...outline, ...whole, problems: [...problems, ...own] };
}

/** That a Function has no code only follows where the manifest's code is wrong. */
function isAboutCode(code: string, path: Path, problems: readonly Problem[]): boolean {
  return code === 'MissingField' && path.join() === 'spec' && problems.length > 0;
}

function validateOwn(value: JsonObject): Validated {
  const schema = typeof value.kind === 'string' ? DOCUMENT_SCHEMAS.get(value.kind) : undefined;
  const kind = schema === undefined ? undefined : (value.kind as KindName);
  const result = (schema ?? envelopeSchema).safeParse(value);
  const problems = [...problemsOf(result.error?.issues ?? [], { kind, value }), ...runRules(kind, value)];
  const { name } = objectOf(value.metadata);
  const outline = { ...(kind && { kind }), ...(typeof name === 'string' && { name }), problems };
  if (kind === undefined || !result.success) return outline;
  const { metadata, spec } = result.data;
  // The schema of this very kind made the spec; TypeScript cannot follow the lookup by name.
  return { ...outline, document: { kind, metadata, spec } as BareDocument };
}

function runRules(kind: KindName | undefined, document: JsonObject): readonly Problem[] {
  return kind === undefined ? [] : DOCUMENT_RULES[kind].flatMap((rule) => rule(document));
}

/** A problem with its place in the text, and the other places that it comes from. */
export function localFinding(
  { code, severity, path, message, hint }: Problem,
  place: Place,
  related: readonly OtherPlace[] = [],
): LocalFinding {
  return {
    code,
    severity: severity ?? 'error',
    message: `${message}${seeAlso(related)}`,
    path: formatPath(path),
    ...place,
    ...(hint === undefined ? {} : { hint }),
  };
}

function cut(findings: readonly LocalFinding[], limit: number): readonly LocalFinding[] {
  const ordered = findings.toSorted((a, b) => a.line - b.line || a.column - b.column);
  const next = ordered[limit];
  if (next === undefined) return ordered;
  const hidden = ordered.slice(limit);
  const message = `${hidden.length} more findings in this file are not shown.`;
  const rest: LocalFinding = {
    code: 'TooManyFindings',
    severity: hidden.some(({ severity }) => severity === 'error') ? 'error' : 'warning',
    message,
    path: '',
    line: next.line,
    column: next.column,
  };
  return [...ordered.slice(0, limit), rest];
}
