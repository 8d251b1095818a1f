import type { Finding } from '../../diagnostics/finding.ts';
import type { DocumentSource } from '../registry.ts';
import { documentsOf, type Outline, type RegistryContext } from './registry-rule.ts';

/** Exactly one Platform, one document of a kind, team and name, one function of a physical name. */
export function uniqueness(context: RegistryContext): readonly Finding[] {
  return [...platformCount(context), ...duplicateDocuments(context), ...duplicateFunctionNames(context)];
}

/** What identifies a document in the registry. */
export function identityOf({ kind, team, name }: Omit<Outline, 'source'>): string {
  return `${kind}/${team ?? ''}/${name}`;
}

function platformCount(context: RegistryContext): Finding[] {
  const [first, ...others] = context.outlines.filter(({ kind }) => kind === 'Platform');
  if (first !== undefined) {
    const message = `The registry already has a Platform in ${whereIs(first.source, context)}.`;
    return others.map(({ source }) => context.finding(source, { code: 'DuplicatePlatform', path: ['kind'], message }));
  }
  // A platform.yaml that cannot be read has findings of its own.
  if (context.files.some(({ path, hasErrors }) => path === 'platform.yaml' && hasErrors)) return [];
  const message = 'The registry has no Platform document.';
  const place = { file: 'platform.yaml', line: 1, column: 1, path: '' };
  return [{ code: 'MissingPlatform', severity: 'error', message, ...place, hint: 'Add it in platform.yaml.' }];
}

function duplicateDocuments(context: RegistryContext): Finding[] {
  const named = context.outlines.filter(({ kind }) => kind !== 'Platform');
  const twice = repeated(named, identityOf).filter(([outline, first]) => !areOfOneName(outline, first));
  return twice.map(([outline, first]) => {
    const owner = outline.team === undefined ? '' : ` of the team ${outline.team}`;
    const message = `The ${outline.kind} ${outline.name}${owner} is already in ${whereIs(first.source, context)}.`;
    return context.finding(outline.source, { code: 'DuplicateDocument', path: ['metadata', 'name'], message });
  });
}

/** Parts of two documents that are themselves one too many: that is said of the documents. */
function areOfOneName(a: Outline, b: Outline): boolean {
  return a.partOf !== undefined && a.partOf === b.partOf;
}

function duplicateFunctionNames(context: RegistryContext): Finding[] {
  const named = documentsOf(context, 'Function').filter(({ spec }) => spec.functionName !== undefined);
  return repeated(named, ({ spec }) => spec.functionName ?? '').map(([document, first]) => {
    const message = `The function name ${document.spec.functionName} is already taken in ${whereIs(first.source, context)}.`;
    return context.finding(document.source, { code: 'DuplicateFunctionName', path: ['spec', 'functionName'], message });
  });
}

/** Every entry whose key an earlier one has, with that earlier one. */
function repeated<T>(entries: readonly T[], keyOf: (entry: T) => string): [entry: T, first: T][] {
  const seen = new Map<string, T>();
  return entries.flatMap((entry): [T, T][] => {
    const first = seen.get(keyOf(entry));
    if (first !== undefined) return [[entry, first]];
    seen.set(keyOf(entry), entry);
    return [];
  });
}

function whereIs(source: DocumentSource, context: RegistryContext): string {
  return context.placeOf(source, ['metadata', 'name']);
}
