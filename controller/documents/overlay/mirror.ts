import jsonPatch from 'fast-json-patch';
import type { PatchOperation } from '../../../registry/overlay.ts';
import { isJsonArray, isJsonObject, type Json } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { DocumentSource, Origin } from '../registry.ts';

/**
 * A value with the place where each of its parts was written. Patching it moves the places along with the parts, so that afterwards every
 * part still knows its line, whatever was added before it or moved.
 */
export interface Mirror {
  readonly written: { readonly path: Path; readonly overlay: boolean };
  readonly inside: null | readonly Mirror[] | { readonly [name: string]: Mirror };
}

/** The mirror of a value that stands at `path` of a document or of an overlay. */
export function mirrorOf(value: Json, path: Path, overlay: boolean): Mirror {
  const written = { path, overlay };
  if (isJsonArray(value)) {
    return { written, inside: value.map((item, index) => mirrorOf(item, [...path, index], overlay)) };
  }
  if (!isJsonObject(value)) return { written, inside: null };
  const entries = Object.entries(value).map(([name, item]) => [name, mirrorOf(item, [...path, name], overlay)]);
  return { written, inside: Object.fromEntries(entries) };
}

/**
 * Carries out on the mirror what was carried out on the value. `at` is where the operation stands in the overlay. What is moved or copied
 * is in its new place because the overlay says so; the parts inside it are where they were written.
 */
export function patchMirror(mirror: Mirror, operation: PatchOperation, at: Path): Mirror {
  if (operation.op === 'test') return mirror;
  const path = inside(operation.path);
  if (operation.op === 'remove') return applied(mirror, { op: 'remove', path });
  if (operation.op === 'add' || operation.op === 'replace') {
    const value = mirrorOf(operation.value as Json, [...at, 'value'], true);
    return applied(mirror, { op: operation.op, path, value });
  }
  const from = inside(operation.from);
  const value: Mirror = {
    written: { path: [...at, 'path'], overlay: true },
    inside: (jsonPatch.getValueByPointer(mirror, from) as Mirror).inside,
  };
  const rest = operation.op === 'move' ? applied(mirror, { op: 'remove', path: from }) : mirror;
  return applied(rest, { op: 'add', path, value });
}

function applied(mirror: Mirror, operation: jsonPatch.Operation): Mirror {
  return jsonPatch.applyOperation(mirror, operation, false, false, true).newDocument;
}

/** The same pointer in a mirror, where everything below a part stands in its `inside`. */
function inside(pointer: string): string {
  return pointer.replaceAll('/', '/inside/');
}

/** Every part that is not where the document itself has it. */
export function originsOf(mirror: Mirror, overlay: DocumentSource): readonly Origin[] {
  const origins: Origin[] = [];
  collect(mirror, [], { path: [], overlay: false }, overlay, origins);
  return origins;
}

/** `expected` is what follows from the part above; only what differs from it has to be said. */
function collect(
  { written, inside: parts }: Mirror,
  at: Path,
  expected: Mirror['written'],
  overlay: DocumentSource,
  origins: Origin[],
): void {
  if (written.overlay !== expected.overlay || !samePath(written.path, expected.path)) {
    origins.push({ at, path: written.path, ...(written.overlay && { source: overlay }) });
  }
  if (parts === null) return;
  for (const [name, part] of Object.entries(parts)) {
    const segment = Array.isArray(parts) ? Number(name) : name;
    const next = { path: [...written.path, segment], overlay: written.overlay };
    collect(part, [...at, segment], next, overlay, origins);
  }
}

function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((segment, index) => segment === b[index]);
}
