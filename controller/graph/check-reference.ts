import { CHOSEN_OUTPUTS } from '../../registry/kinds/chosen-outputs.ts';
import { isShared, KINDS, type KindName } from '../../registry/kinds/kinds.ts';
import type { Outputs } from '../../registry/kinds/outputs.ts';
import type { FindingCode } from '../diagnostics/codes.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { formatPath } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { type createSuggester, suggest } from '../lib/suggest.ts';
import { targetOf } from './graph.ts';
import { whyNotGiven } from './not-given.ts';
import type { FoundReference, Level } from './references.ts';

/** What is wrong with a reference, and the part of it that is wrong. */
interface Refusal {
  readonly code: FindingCode;
  readonly part: 'kind' | 'name' | 'team' | 'output';
  readonly message: string;
  readonly hint?: string;
}

/** What a reference may lead to. */
export interface KnownDocuments {
  /** Graph id → document. */
  readonly documents: ReadonlyMap<string, AnyDocument>;
  /** Graph ids of documents that are not valid: of these nothing is known. */
  readonly faulty: ReadonlySet<string>;
  /** What a mistyped name was meant to be. */
  readonly suggest: ReturnType<typeof createSuggester>;
}

/**
 * Says what is wrong with a reference, or nothing: its kind, its team, the document, the output, and whether the field takes it.
 * What another team does not share is refused without saying whether it exists (I4). A bare name is checked while loading. Nothing is
 * wrong with a reference to a document that has findings of its own.
 */
export function checkReference(
  reference: FoundReference,
  from: AnyDocument,
  known: KnownDocuments,
): Finding | undefined {
  if (reference.field.refersTo === 'name' || known.faulty.has(targetOf(reference, from))) return undefined;
  const refusal =
    checkKind(reference) ??
    checkTeam(reference, from, known.documents) ??
    checkTarget(reference, from, known) ??
    checkOutput(reference) ??
    checkGiven(reference, known.documents.get(targetOf(reference, from)));
  if (refusal === undefined) return undefined;
  const { code, part, message, hint } = refusal;
  const place = locateFinding(from.source, [...reference.path, part]);
  return { code, severity: 'error', message, ...place, ...(hint !== undefined && { hint }) };
}

const OUTPUTS: ReadonlyMap<string, Outputs> = new Map<KindName, Outputs>(
  KINDS.map(({ name, outputs }) => [name, { ...outputs, ...CHOSEN_OUTPUTS[name] }]),
);

function checkKind({ kind }: FoundReference): Refusal | undefined {
  if (OUTPUTS.has(kind)) return undefined;
  const near = suggest(kind, [...OUTPUTS.keys()]);
  return { code: 'UnknownReference', part: 'kind', message: `There is no kind ${kind}.`, ...didYouMean(near) };
}

function checkTeam(
  reference: FoundReference,
  from: AnyDocument,
  documents: ReadonlyMap<string, AnyDocument>,
): Refusal | undefined {
  const { kind, name, team, level } = reference;
  if (team === undefined || team === from.metadata.team || isShared(kind)) return undefined;
  const shared = documents.get(targetOf(reference, from))?.metadata.sharedWith ?? [];
  const grants = shared.filter((grant) => grant.team === from.metadata.team);
  if (grants.some((grant) => covers(grant.level, level))) return undefined;
  const what = level === 'reference' ? 'is not shared' : `is not shared for ${WORDS[level]}`;
  const message = `${kind} ${name} of team ${team} ${what} with team ${from.metadata.team ?? ''}.`;
  const hint = `Team ${team} can share it: metadata.sharedWith: [{team: ${from.metadata.team ?? ''}, level: ${level}}].`;
  return { code: 'CrossTeamReference', part: 'team', message, hint };
}

const WORDS = { read: 'reading', write: 'writing', readwrite: 'reading and writing' } as const;

/** Whether what the owner grants is enough. Every grant lets outputs be taken. */
function covers(granted: Level, needed: Level): boolean {
  return needed === 'reference' || granted === needed || granted === 'readwrite';
}

function checkTarget(reference: FoundReference, from: AnyDocument, known: KnownDocuments): Refusal | undefined {
  const { kind, name, team } = reference;
  if (isShared(kind) && team !== undefined) {
    return {
      code: 'UnknownReference',
      part: 'team',
      message: `A ${kind} belongs to no team.`,
      hint: 'Remove `team`.',
    };
  }
  if (known.documents.has(targetOf(reference, from))) return undefined;
  const owner = isShared(kind) ? undefined : from.metadata.team;
  const near = known.suggest(name, () =>
    [...known.documents.values()]
      .filter((document) => document.kind === kind && document.metadata.team === owner)
      .map((document) => document.metadata.name),
  );
  const where = owner === undefined ? 'in this registry' : `in team ${owner}`;
  const message = `There is no ${kind} ${name} ${where}.`;
  return { code: 'UnknownReference', part: 'name', message, ...didYouMean(near) };
}

function checkOutput({ kind, output, path, field }: FoundReference): Refusal | undefined {
  if (output === undefined) return undefined;
  const outputs = OUTPUTS.get(kind) ?? {};
  const sort = Object.hasOwn(outputs, output) ? outputs[output] : undefined;
  if (sort === undefined) {
    const message = `${kind} has no output ${output}.`;
    return { code: 'UnknownOutput', part: 'output', message, ...hintOutputs(output, Object.keys(outputs)) };
  }
  if (field.takes === undefined || field.takes.includes(sort)) return undefined;
  const message = `${fieldName(path)} takes a ${field.takes.join(' or a ')}; ${kind}.${output} is a ${sort}.`;
  return { code: 'UnfitOutput', part: 'output', message };
}

/** An output of its kind that this very document does not give. */
function checkGiven({ kind, name, output }: FoundReference, target: AnyDocument | undefined): Refusal | undefined {
  const because = target === undefined || output === undefined ? undefined : whyNotGiven(target, output);
  if (because === undefined) return undefined;
  return { code: 'UnknownOutput', part: 'output', message: `${kind} ${name} gives no ${output}: ${because}.` };
}

/** The field that refers, without the position in its list: `spec.subnets` of `spec.subnets[0].valueFrom`. */
function fieldName(path: FoundReference['path']): string {
  const field = path.slice(0, -1);
  return formatPath(typeof field.at(-1) === 'number' ? field.slice(0, -1) : field);
}

function didYouMean(near: string | undefined): { readonly hint?: string } {
  return near === undefined ? {} : { hint: `Did you mean ${near}?` };
}

function hintOutputs(output: string, names: readonly string[]): { readonly hint?: string } {
  const near = suggest(output, names);
  if (near !== undefined || names.length === 0) return didYouMean(near);
  return { hint: `It has ${names.join(', ')}.` };
}
