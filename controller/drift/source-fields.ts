import type { ResourceSource } from '../compile/desired.ts';
import type { Location } from '../diagnostics/finding.ts';
import type { Path } from '../documents/path.ts';
import type { AnyDocument, DocumentSource } from '../documents/registry.ts';
import { segmentsOf } from '../lib/pointer.ts';
import type { PropertyLocator } from './check-resource.ts';
import { FIELDS, type FieldOfProperty } from './field-table.ts';

/** The field that sets a property of a resource, with the entry of the table that says so. */
export interface FoundField extends FieldOfProperty {
  readonly path: Path;
}

/**
 * The path in a document of what sets a property, e.g. `spec.memoryMb` for `/Properties/MemorySize`; `undefined` when the
 * document as a whole is the answer. The path need not exist: a default has no field of its own. `logicalId` tells the resources of a
 * document apart.
 */
export function fieldOf(type: string, pointer: string, document: object, logicalId?: string): Path | undefined {
  const path = findField(type, pointer, document, logicalId)?.path;
  const item = path?.indexOf('*') ?? -1;
  return item < 0 ? path : path?.slice(0, item);
}

/** The same with all that the table says of the field; a list whose item is not known has `*` in its path. */
export function findField(type: string, pointer: string, document: object, logicalId = ''): FoundField | undefined {
  const segments = segmentsOf(pointer).slice(1);
  const fields = Object.hasOwn(FIELDS, type) ? (FIELDS[type] ?? []) : [];
  for (const entry of fields) {
    const { property, field, otherwise, deep, part = '' } = entry;
    const prefix = segmentsOf(property);
    if (!logicalId.startsWith(part) || !prefix.every((segment, index) => segment === segments[index])) continue;
    if (otherwise && has(document, otherwise) && !has(document, field)) return { ...entry, path: otherwise };
    return { ...entry, path: deep ? [...field, ...segments.slice(prefix.length)] : field };
  }
  return undefined;
}

function has(document: object, path: Path): boolean {
  let value: unknown = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = Reflect.get(value, segment);
  }
  return true;
}

/**
 * Finds the line of a property in the documents of the applied commit. `locate` gives the place of a path in a document, and the
 * nearest part above it when the path is not there.
 */
export function propertyLocator(
  documents: readonly AnyDocument[],
  locate: (source: DocumentSource, path: Path) => Location,
): PropertyLocator {
  const byPlace = new Map(documents.map((document) => [placeOf(document.source.file, nameOf(document)), document]));
  return (source: ResourceSource, type, pointer, logicalId) => {
    const document = byPlace.get(placeOf(source.file, source.document));
    const field = document && fieldOf(type, pointer, document, logicalId);
    return document && field && locate(document.source, field);
  };
}

function nameOf({ kind, metadata }: AnyDocument): string {
  return `${kind}/${metadata.name}`;
}

function placeOf(file: string, document: string | undefined): string {
  return `${file} ${document}`;
}
