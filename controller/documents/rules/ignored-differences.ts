import { KINDS } from '../../../registry/kinds/kinds.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { suggest } from '../../lib/suggest.ts';
import type { Path } from '../path.ts';
import type { DocumentSource } from '../registry.ts';
import { quote } from '../words.ts';
import { documentsOf, type Outline, type RegistryContext } from './registry-rule.ts';

interface Entry {
  readonly kind: string;
  readonly name?: string;
  readonly team?: string;
  readonly owner: string;
  readonly until: string;
}

/** `ignoreDifferences` that is over, and entries that are for nothing: what they were written for is then told as drift, or written otherwise. */
export function ignoredDifferences(context: RegistryContext): readonly Finding[] {
  const platform = documentsOf(context, 'Platform').flatMap(({ spec, source }) =>
    (spec.ignoreDifferences ?? []).flatMap((entry, index) => findingsOf(entry, index, source, context)),
  );
  const teams = documentsOf(context, 'Team').flatMap(({ metadata, spec, source }) =>
    (spec.ignoreDifferences ?? []).flatMap((entry, index) =>
      findingsOf({ ...entry, team: metadata.name }, index, source, context),
    ),
  );
  return [...platform, ...teams];
}

function findingsOf(entry: Entry, index: number, source: DocumentSource, context: RegistryContext): readonly Finding[] {
  const at = (field: string): Path => ['spec', 'ignoreDifferences', index, field];
  const kinds = KINDS.map(({ name }): string => name);
  if (!kinds.includes(entry.kind)) {
    const message = `There is no kind ${quote(entry.kind)}.`;
    return [context.finding(source, { code: 'InvalidValue', path: at('kind'), message, ...hintOf(entry.kind, kinds) })];
  }
  const unmatched = unmatchedOf(entry, context.outlines);
  return [
    ...(unmatched === undefined
      ? []
      : [context.finding(source, { code: 'UnmatchedIgnore', severity: 'warning', path: at('kind'), ...unmatched })]),
    ...(entry.until >= context.today
      ? []
      : [
          context.finding(source, {
            code: 'ExpiredIgnore',
            severity: 'warning',
            path: at('until'),
            message: `This ended on ${entry.until}; ${entry.owner} answers for it. What it ignored is drift again.`,
            hint: 'Remove it, write what AWS has into the document, or set another day.',
          }),
        ]),
  ];
}

/** Why an entry is for no document. */
function unmatchedOf({ kind, name, team }: Entry, outlines: readonly Outline[]) {
  const ofTeam = outlines.filter((outline) => team === undefined || outline.team === team);
  const names = ofTeam.flatMap((outline) => (outline.kind === kind ? [outline.name] : []));
  const of = team === undefined ? 'The registry' : `Team ${team}`;
  if (names.length === 0) return { message: `${of} has no ${kind}, so nothing is ignored.` };
  if (name === undefined || names.includes(name)) return undefined;
  return { message: `${of} has no ${kind} ${quote(name)}, so nothing is ignored.`, ...hintOf(name, names) };
}

function hintOf(word: string, candidates: readonly string[]): { readonly hint?: string } {
  const near = suggest(word, candidates);
  return near === undefined ? {} : { hint: `Did you mean ${near}?` };
}
