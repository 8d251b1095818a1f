import type { Path } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { REFERENCE_FIELDS, type ReferenceField } from './reference-fields.ts';

/** What is done with a document that is referred to. `reference`: only an output is taken. */
export type Level = 'reference' | 'read' | 'write' | 'readwrite';

/** A reference that a document makes, and the field that makes it. */
export interface FoundReference {
  /** Where the reference stands: at `valueFrom`, or at the field that names a document outright. */
  readonly path: Path;
  readonly field: ReferenceField;
  readonly kind: string;
  readonly name: string;
  readonly team?: string;
  /** Absent where the whole document is meant. */
  readonly output?: string;
  readonly level: Level;
}

/** Every reference of a document, in the order of its schema's fields. */
export function referencesOf(document: AnyDocument): readonly FoundReference[] {
  const fields = REFERENCE_FIELDS.get(document.kind) ?? [];
  return fields.flatMap((field) =>
    placesOf({ spec: document.spec }, field.path, []).flatMap((place) => read(place, field, document)),
  );
}

interface Place {
  readonly path: Path;
  readonly value: unknown;
}

/** The places of a value that a pattern of field names matches. */
function placesOf(value: unknown, [segment, ...rest]: readonly string[], path: Path): readonly Place[] {
  if (segment === undefined) return [{ path, value }];
  if (typeof value !== 'object' || value === null) return [];
  if (segment !== '*') {
    return Object.hasOwn(value, segment) ? placesOf(Reflect.get(value, segment), rest, [...path, segment]) : [];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => placesOf(item, rest, [...path, index]));
  return Object.entries(value).flatMap(([name, item]) => placesOf(item, rest, [...path, name]));
}

function read({ path, value }: Place, field: ReferenceField, { metadata }: AnyDocument): readonly FoundReference[] {
  if (field.refersTo === 'team') {
    const { team } = metadata;
    return value === 'team' && team !== undefined
      ? [{ path, field, kind: 'Team', name: team, level: 'reference' }]
      : [];
  }
  if (typeof value === 'string' && field.kind !== undefined) {
    return [{ path, field, kind: field.kind, name: value, level: 'reference' }];
  }
  if (typeof value !== 'object' || value === null) return [];
  const { kind, name, team, output, level } = value as { readonly [key: string]: unknown };
  if (typeof kind !== 'string' || typeof name !== 'string') return [];
  return [
    {
      path,
      field,
      kind,
      name,
      ...(typeof team === 'string' && { team }),
      ...(typeof output === 'string' && { output }),
      level: levelOf(level) ?? field.needs ?? 'reference',
    },
  ];
}

/** `invoke` and the like are words of one kind for writing to it. */
function levelOf(level: unknown): Level | undefined {
  if (typeof level !== 'string') return undefined;
  return level === 'read' || level === 'readwrite' ? level : 'write';
}
