import jsonPatch from 'fast-json-patch';
import type { Overlay, PatchOperation } from '../../../registry/overlay.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { DocumentLimits } from '../limits.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { DocumentSource, Origin } from '../registry.ts';
import { measure } from './measure.ts';
import { type Mirror, mirrorOf, originsOf, patchMirror } from './mirror.ts';

/** One entry of `spec.patches` of an overlay, with its position. */
export interface OverlayPatch {
  readonly index: number;
  readonly target: Overlay['spec']['patches'][number]['target'];
  readonly operations: readonly PatchOperation[];
}

/** A document after its patches, or what is wrong with them in the overlay. */
export interface PatchedDocument {
  readonly value: Json;
  /** Where the document and its parts stand now. */
  readonly source: DocumentSource;
  /** Problems of the overlay, at paths of the overlay. An operation that has one was not carried out. */
  readonly problems: readonly Problem[];
}

/** What identifies a document. An environment changes what a document says, not which one it is. */
const FIXED: readonly string[] = ['apiVersion', 'kind', 'metadata/name', 'metadata/team'];

/** The environment of a Platform is the overlay's own name. */
const FIXED_IN_PLATFORM: readonly string[] = [...FIXED, 'spec/environment'];

/** Entries that are copied while one document is patched: each operation copies the document (R2). */
const MAX_WORK = 1_000_000;

/**
 * Carries out the patches of one overlay on one document, one operation after the other. Changes none of its inputs. No patch makes a
 * document larger or deeper than a file may be: copies of copies would grow without end (R2).
 */
export function patchDocument(
  document: { readonly value: JsonObject; readonly source: DocumentSource },
  patches: readonly OverlayPatch[],
  overlay: DocumentSource,
  limits: DocumentLimits,
): PatchedDocument {
  let value: Json = document.value;
  let { entries } = measure(value);
  let work = 0;
  let mirror: Mirror = mirrorOf(document.value, [], false);
  const problems: Problem[] = [];
  const removed: Origin[] = [];
  for (const { index, target, operations } of patches) {
    const fixed = target.kind === 'Platform' ? FIXED_IN_PLATFORM : FIXED;
    for (const [number, operation] of operations.entries()) {
      const at = ['spec', 'patches', index, 'patch', number];
      work += entries;
      if (work > MAX_WORK) return { value, source: document.source, problems: [...problems, tooMuch(at)] };
      const problem =
        fixedProblem(operation, fixed, at) ??
        operationProblem(value, operation, at) ??
        sizeProblem(value, operation, entries, limits, at);
      if (problem !== undefined) {
        problems.push(problem);
        continue;
      }
      entries += measure(addedBy(operation, value)).entries + 1;
      value = jsonPatch.applyOperation(value, operation as jsonPatch.Operation, false, false, true).newDocument;
      mirror = patchMirror(mirror, operation, at);
      if (operation.op === 'remove')
        removed.push({ at: pathOf(operation.path), path: [...at, 'path'], source: overlay });
    }
  }
  return { value, source: { ...document.source, origins: [...removed, ...originsOf(mirror, overlay)] }, problems };
}

/** What an operation puts into a document. */
function addedBy(operation: PatchOperation, value: Json): Json {
  if (operation.op === 'copy') return jsonPatch.getValueByPointer(value, operation.from);
  return operation.op === 'add' || operation.op === 'replace' ? (operation.value as Json) : null;
}

function sizeProblem(
  value: Json,
  operation: PatchOperation,
  entries: number,
  limits: DocumentLimits,
  at: Path,
): Problem | undefined {
  const moved = operation.op === 'move' ? jsonPatch.getValueByPointer(value, operation.from) : undefined;
  const added = measure(moved ?? addedBy(operation, value));
  if (pathOf(operation.path).length + added.depth > limits.depth) {
    return { code: 'TooDeep', path: at, message: `The document would have more than ${limits.depth} levels.` };
  }
  if (entries + added.entries <= limits.entries) return undefined;
  const message = `The document would have more than ${limits.entries} fields and list entries.`;
  return { code: 'TooManyEntries', path: at, message };
}

function tooMuch(at: Path): Problem {
  return {
    code: 'TooManyEntries',
    path: at,
    message: 'The overlay has too many operations for a document of this size.',
  };
}

/** A JSON Pointer as a path. That a field is missing is then found where it was removed. */
function pathOf(pointer: string): Path {
  return pointer
    .slice(1)
    .split('/')
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function fixedProblem(operation: PatchOperation, fixed: readonly string[], at: Path): Problem | undefined {
  if (operation.op === 'test') return undefined;
  const touched = operation.op === 'move' ? [operation.from, operation.path] : [operation.path];
  const found = touched.find((pointer) => fixed.some((field) => covers(pointer.slice(1), field)));
  if (found === undefined) return undefined;
  const message = `${found} says which document or environment it is; no overlay can change that.`;
  return { code: 'InvalidValue', path: [...at, 'path'], message };
}

function covers(pointer: string, field: string): boolean {
  return pointer === field || field.startsWith(`${pointer}/`);
}

/** Names of fast-json-patch's errors, in plain words. */
const REASONS: Readonly<Record<string, string>> = {
  OPERATION_FROM_UNRESOLVABLE: 'matches nothing in the document',
  OPERATION_PATH_CANNOT_ADD: 'lies in a block that the document does not have',
  OPERATION_PATH_ILLEGAL_ARRAY_INDEX: 'needs a whole number as the index of a list',
  OPERATION_PATH_UNRESOLVABLE: 'matches nothing in the document',
  OPERATION_VALUE_OUT_OF_BOUNDS: 'lies behind the end of the list',
  TEST_OPERATION_FAILED: 'holds another value',
};

function operationProblem(value: Json, operation: PatchOperation, at: Path): Problem | undefined {
  const error = jsonPatch.validate([operation as jsonPatch.Operation], value) as { readonly name: string } | undefined;
  if (error === undefined) return undefined;
  const field = error.name === 'OPERATION_FROM_UNRESOLVABLE' ? 'from' : 'path';
  const pointer = field === 'from' && 'from' in operation ? operation.from : operation.path;
  const message = `${pointer} ${REASONS[error.name] ?? 'cannot be patched'}.`;
  return { code: 'UnmatchedPatch', path: [...at, field], message, hint: hintFor(operation) };
}

function hintFor({ op }: PatchOperation): string {
  return op === 'replace'
    ? 'Use `add` for a field that the document leaves out.'
    : 'Correct the path, or the document.';
}
