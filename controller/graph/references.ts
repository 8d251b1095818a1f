import type { Reference } from '../../registry/kinds/value-or-ref.ts';
import type { Path } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';

/** A reference that a document makes, and the field that makes it. */
export interface FoundReference {
  /** Where the reference stands: at `valueFrom`, or at the field that names a document outright. */
  readonly path: Path;
  readonly kind: string;
  readonly name: string;
  readonly team?: string;
  /** Absent where the whole document is meant. */
  readonly output?: string;
}

/**
 * Every reference of a document, in the order of its fields. The whole spec is searched, so that a field added later cannot be
 * forgotten (I4).
 */
export function referencesOf(document: AnyDocument): readonly FoundReference[] {
  const found: FoundReference[] = [];
  if (document.kind === 'Route') {
    found.push({ path: ['spec', 'function'], kind: 'Function', name: document.spec.function });
  }
  collect(document.spec, ['spec'], found);
  return found;
}

/** The field below `spec` that holds a path: `subnets` of `spec.subnets[0].valueFrom`. */
export function fieldOf(path: Path): string {
  return String(path[1]);
}

/** Recursion is bounded: documents deeper than the loader's limit do not get here (R2). */
function collect(value: unknown, path: Path, found: FoundReference[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) collect(item, [...path, index], found);
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'valueFrom' && isReference(inner)) found.push({ ...inner, path: [...path, key] });
    else if (typeof inner === 'object') collect(inner, [...path, key], found);
  }
}

function isReference(value: unknown): value is Reference {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, name, output } = value as { readonly [key: string]: unknown };
  return typeof kind === 'string' && typeof name === 'string' && typeof output === 'string';
}
