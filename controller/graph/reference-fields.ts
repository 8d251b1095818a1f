import type * as z from 'zod';
import { KINDS, type Kind, type KindName } from '../../registry/kinds/kinds.ts';
import { REFERENCE_PLACES, type ReferencePlace } from '../../registry/kinds/value-or-ref.ts';

/** A place of a kind's documents that may refer: field names from `spec` on, `*` for any item of a list or entry of a map. */
export interface ReferenceField extends ReferencePlace {
  readonly path: readonly string[];
}

/** Kind → the places where its documents refer to others. Read from the schemas themselves, so that none can be forgotten (I4). */
export const REFERENCE_FIELDS: ReadonlyMap<string, readonly ReferenceField[]> = new Map<KindName, ReferenceField[]>(
  KINDS.map((kind: Kind) => [kind.name, once(ownFieldsOf(kind))]),
);

/** Without the fields that the parts of a larger document carry: what they hold refers from there, and from nowhere else. */
function ownFieldsOf({ schema, inParts = [] }: Kind): ReferenceField[] {
  return fieldsOf(schema, ['spec']).filter(({ path: [, field = ''] }) => !inParts.includes(field));
}

/** Alternatives of a field that share a place have it once. */
function once(fields: readonly ReferenceField[]): ReferenceField[] {
  return [...new Map(fields.map((field) => [JSON.stringify(field), field])).values()];
}

function fieldsOf(schema: z.core.$ZodType, path: readonly string[]): ReferenceField[] {
  const place = REFERENCE_PLACES.get(schema);
  const own = place === undefined ? [] : [{ ...place, path }];
  return [...own, ...innerFields(schema, path)];
}

function innerFields(schema: z.core.$ZodType, path: readonly string[]): ReferenceField[] {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return Object.entries(def.shape).flatMap(([name, field]) => fieldsOf(field, [...path, name]));
    case 'array':
      return fieldsOf(def.element, [...path, '*']);
    case 'record':
      return fieldsOf(def.valueType, [...path, '*']);
    case 'union':
      return def.options.flatMap((option) => fieldsOf(option, path));
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return fieldsOf(def.innerType, path);
    case 'pipe':
      return fieldsOf(def.in, path);
    default:
      return [];
  }
}
