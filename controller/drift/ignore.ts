import type { AnyDocument } from '../documents/registry.ts';
import { segmentsOf } from '../lib/pointer.ts';
import type { Excuse, ResourceDriftBase } from './drift.ts';
import type { FindExcuse } from './excuse.ts';
import { healClassOf } from './heal-class.ts';

/** An entry of `ignoreDifferences`, with the team that it is limited to. */
interface IgnoreRule {
  readonly team?: string;
  readonly kind: string;
  readonly name?: string;
  readonly properties: readonly string[];
  readonly excuse: Excuse;
}

/**
 * What the registry says to ignore today: entries of the Platform for all teams or one, entries of a Team for its own documents. Only
 * properties are ignored, never that something is gone or was made by hand, and never anything of who may do what.
 */
export function ignoredBy(documents: readonly AnyDocument[], today: string): FindExcuse {
  const rules = documents.flatMap(rulesOf).filter(({ excuse }) => excuse.until >= today);
  if (rules.length === 0) return () => undefined;
  const byPlace = new Map(documents.map((document) => [placeOf(document.source.file, labelOf(document)), document]));
  return ({ base, path }) => {
    if (path === undefined || healClassOf(base.type) === 'permissions') return undefined;
    const document = documentOf(base, byPlace);
    return rules.find((rule) => covers(rule, document) && rule.properties.some((one) => isWithin(path, one)))?.excuse;
  };
}

function rulesOf({ kind, metadata, spec }: AnyDocument): readonly IgnoreRule[] {
  if (kind === 'Platform') return (spec.ignoreDifferences ?? []).map(ruleOf);
  if (kind === 'Team') return (spec.ignoreDifferences ?? []).map((entry) => ruleOf({ ...entry, team: metadata.name }));
  return [];
}

function ruleOf({ owner, until, reason, ...rest }: Omit<IgnoreRule, 'excuse'> & Omit<Excuse, 'kind'>): IgnoreRule {
  return { ...rest, excuse: { kind: 'ignored', owner, until, ...(reason !== undefined && { reason }) } };
}

function documentOf({ source }: ResourceDriftBase, byPlace: ReadonlyMap<string, AnyDocument>): AnyDocument | undefined {
  return source?.document === undefined ? undefined : byPlace.get(placeOf(source.file, source.document));
}

/** An entry for a larger document, such as an Agent, is one for its parts too. */
function covers({ team, kind, name }: IgnoreRule, document: AnyDocument | undefined): boolean {
  if (document === undefined || (team !== undefined && teamOf(document) !== team)) return false;
  const labels = [labelOf(document), document.partOf ?? ''];
  return labels.some((label) => (name === undefined ? label.startsWith(`${kind}/`) : label === `${kind}/${name}`));
}

function teamOf({ kind, metadata }: AnyDocument): string | undefined {
  return kind === 'Team' ? metadata.name : metadata.team;
}

/** True for the property itself and everything inside it; `*` stands for any one segment. */
function isWithin(path: string, property: string): boolean {
  const [found, wanted] = [segmentsOf(path), segmentsOf(property)];
  return wanted.every((segment, index) => segment === found[index] || (segment === '*' && index < found.length));
}

function labelOf({ kind, metadata }: AnyDocument): string {
  return `${kind}/${metadata.name}`;
}

function placeOf(file: string, document: string): string {
  return `${file} ${document}`;
}
