import type { KindName } from '../../registry/kinds/kinds.ts';
import type { FindingCode } from '../diagnostics/codes.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locate } from '../documents/locate.ts';
import { formatPath } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { suggest } from '../lib/suggest.ts';
import { targetOf } from './graph.ts';
import { FIELD_SORTS, OUTPUTS, type OutputSort } from './outputs.ts';
import { type FoundReference, fieldOf } from './references.ts';

/** What is wrong with a reference, and the part of it that is wrong. */
interface Refusal {
  readonly code: FindingCode;
  readonly part: 'kind' | 'name' | 'team' | 'output';
  readonly message: string;
  readonly hint?: string;
}

/**
 * Says what is wrong with a reference, or nothing: its kind, its team, the document, the output, and whether the field takes it.
 * Another team's documents are refused before it is looked whether they exist (I4). A Route's function is checked while loading.
 */
export function checkReference(
  reference: FoundReference,
  from: AnyDocument,
  documents: ReadonlyMap<string, AnyDocument>,
): Finding | undefined {
  if (reference.output === undefined) return undefined;
  const refusal =
    checkKind(reference) ??
    checkTeam(reference, from) ??
    checkTarget(reference, from, documents) ??
    checkOutput(reference);
  if (refusal === undefined) return undefined;
  const { code, part, message, hint } = refusal;
  const path = [...reference.path, part];
  const place = { ...locate(from.source, path), path: formatPath(path) };
  return { code, severity: 'error', message, ...place, ...(hint !== undefined && { hint }) };
}

function isKind(kind: string): kind is KindName {
  return Object.hasOwn(OUTPUTS, kind);
}

function checkKind({ kind }: FoundReference): Refusal | undefined {
  if (isKind(kind)) return undefined;
  const near = suggest(kind, Object.keys(OUTPUTS));
  return { code: 'UnknownReference', part: 'kind', message: `There is no kind ${kind}.`, ...didYouMean(near) };
}

function checkTeam({ kind, name, team }: FoundReference, from: AnyDocument): Refusal | undefined {
  if (team === undefined || team === from.metadata.team || kind === 'Platform') return undefined;
  const message = `${kind} ${name} belongs to team ${team}; a document refers only to its own team and the platform.`;
  return { code: 'CrossTeamReference', part: 'team', message };
}

function checkTarget(
  reference: FoundReference,
  from: AnyDocument,
  documents: ReadonlyMap<string, AnyDocument>,
): Refusal | undefined {
  const { kind, name, team } = reference;
  if (kind === 'Platform' && team !== undefined) {
    return {
      code: 'UnknownReference',
      part: 'team',
      message: 'The Platform belongs to no team.',
      hint: 'Remove `team`.',
    };
  }
  if (documents.has(targetOf(reference, from))) return undefined;
  const owner = kind === 'Platform' ? undefined : from.metadata.team;
  const names = [...documents.values()]
    .filter((document) => document.kind === kind && document.metadata.team === owner)
    .map((document) => document.metadata.name);
  const where = owner === undefined ? 'in this registry' : `in team ${owner}`;
  const message = `There is no ${kind} ${name} ${where}.`;
  return { code: 'UnknownReference', part: 'name', message, ...didYouMean(suggest(name, names)) };
}

function checkOutput({ kind, output, path }: FoundReference): Refusal | undefined {
  if (output === undefined || !isKind(kind)) return undefined;
  const outputs: Readonly<Record<string, OutputSort>> = OUTPUTS[kind];
  const sort = Object.hasOwn(outputs, output) ? outputs[output] : undefined;
  if (sort === undefined) {
    const message = `${kind} has no output ${output}.`;
    return { code: 'UnknownOutput', part: 'output', message, ...hintOutputs(output, Object.keys(outputs)) };
  }
  const field = fieldOf(path);
  const wanted = FIELD_SORTS[field];
  if (wanted === undefined || wanted === sort) return undefined;
  const message = `spec.${field} takes a ${wanted}; ${kind}.${output} is a ${sort}.`;
  return { code: 'UnfitOutput', part: 'output', message };
}

function didYouMean(near: string | undefined): { readonly hint?: string } {
  return near === undefined ? {} : { hint: `Did you mean ${near}?` };
}

function hintOutputs(output: string, names: readonly string[]): { readonly hint?: string } {
  const near = suggest(output, names);
  if (near !== undefined || names.length === 0) return didYouMean(near);
  return { hint: `It has ${names.join(', ')}.` };
}
