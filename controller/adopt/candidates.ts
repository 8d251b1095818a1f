import type { DesiredState } from '../compile/desired.ts';
import { BEHIND_LAST, partAt, valueIn } from '../documents/edit/edit-value.ts';
import { writtenAt } from '../documents/origins.ts';
import { formatPath, type Path } from '../documents/path.ts';
import type { AnyDocument } from '../documents/registry.ts';
import { teamOfPath } from '../documents/rules/registry-rule.ts';
import type { Follower } from '../drift/field-table.ts';
import { type FieldValue, same } from '../drift/field-values.ts';
import { type FoundField, findField } from '../drift/source-fields.ts';
import { canonicalJson } from '../lib/canonical.ts';
import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import { below } from '../lib/pointer.ts';
import type { LiveProperty, NotAdopted } from './adoption.ts';

/** One way to write a live value down: a value at a path of a document of a file, or none there. */
export interface Candidate {
  readonly file: string;
  readonly index: number;
  readonly path: Path;
  readonly value: Json | undefined;
}

/** Live properties that one field of one document sets, and the ways to write it down, the nearest first. */
export interface FieldChange {
  readonly properties: readonly [LiveProperty, ...LiveProperty[]];
  readonly document: string;
  /** The field in words of the registry, e.g. `spec.memoryMb`. */
  readonly field: string;
  readonly candidates: readonly Candidate[];
  readonly followers: readonly Follower[];
}

/** The registry that is edited. */
export interface EditedRegistry {
  readonly documents: readonly AnyDocument[];
  readonly desired: DesiredState;
  /** The overlay of the environment, where there is one. */
  readonly overlay?: { readonly file: string };
}

/** What can be tried, and what cannot. */
export interface FieldChanges {
  readonly changes: readonly FieldChange[];
  readonly notAdopted: readonly NotAdopted[];
}

/** One property with its field, before those of one field are put together. */
interface Located {
  readonly property: LiveProperty;
  readonly document: AnyDocument;
  readonly found: FoundField;
}

/** Finds the fields that make the live properties, and what each would have to say. Pure; whether it is right, compiling tells. */
export function fieldChanges(live: readonly LiveProperty[], registry: EditedRegistry): FieldChanges {
  const looked = live.map((property) => locate(property, registry));
  const located = looked.filter((one): one is Located => 'found' in one);
  const notAdopted = looked.filter((one): one is NotAdopted => 'because' in one);
  const groups = [...Map.groupBy(located, keyOf).values()].map((group) => changeOf(group, registry));
  return {
    changes: groups.filter((one): one is FieldChange => 'candidates' in one),
    notAdopted: [...notAdopted, ...groups.flatMap((one) => ('candidates' in one ? [] : one))],
  };
}

function locate(property: LiveProperty, { documents, desired }: EditedRegistry): Located | NotAdopted {
  const source = desired.stacks.find(({ name }) => name === property.stack)?.sources[property.logicalId];
  if (source === undefined) return refused(property, undefined, 'the head of the branch does not have the resource');
  const document = documents.find((one) => one.source.file === source.file && nameOf(one) === source.document);
  if (property.type.startsWith('AWS::IAM::')) {
    return refused(
      property,
      source.document,
      'permissions follow from what the registry refers to, and are not taken over from AWS',
    );
  }
  const found = document && findField(property.type, property.path, document, property.logicalId);
  if (document === undefined || found === undefined) {
    return refused(property, source.document, 'no field of the registry sets it by itself');
  }
  return found.byHand === undefined ? { property, document, found } : refused(property, source.document, found.byHand);
}

/** Properties of one field together; which item of a list is meant is another question for each resource. */
function keyOf({ property, document, found }: Located): string {
  const item = found.path.includes('*') ? property.logicalId : '';
  return JSON.stringify([document.source.file, nameOf(document), found.path, item]);
}

function changeOf(group: readonly Located[], registry: EditedRegistry): FieldChange | readonly NotAdopted[] {
  const [first, ...others] = group;
  if (first === undefined) return [];
  const { document, found } = first;
  const name = nameOf(document);
  const values = group.flatMap(({ property, found: { value = same } }) => value(sameKind(property), document) ?? []);
  const [value] = values;
  const refuse = (because: string) => group.map(({ property }) => refused(property, name, because));
  if (value === undefined) return refuse('the registry has no word for what AWS has');
  if (values.some((one) => canonicalJson({ ...one }) !== canonicalJson({ ...value }))) {
    return refuse('one field makes several properties, whose live values contradict each other');
  }
  const candidates = pathsOf(found.path, document).flatMap((path) => candidatesAt(path, value, document, registry));
  if (candidates.length === 0) return refuse('it does not come from a field that could be edited');
  return {
    properties: [first.property, ...others.map(({ property }) => property)],
    document: name,
    field: formatPath(found.path.filter((segment) => segment !== '*')),
    candidates,
    followers: group.flatMap(({ found: { follows = [] } }) => follows),
  };
}

/** A number or a flag that a service tells as text is in the registry what it is. */
function sameKind({ expected, actual }: LiveProperty): Json | undefined {
  if (typeof actual !== 'string') return actual;
  if (typeof expected === 'number' && /^-?\d+(?:\.\d+)?$/.test(actual)) return Number(actual);
  return typeof expected === 'boolean' && /^(?:true|false)$/.test(actual) ? actual === 'true' : actual;
}

/** The path, for each item of a list in it. */
function pathsOf(path: Path, document: AnyDocument): readonly Path[] {
  const at = path.indexOf('*');
  if (at < 0) return [path];
  const list = partAt(JSON.parse(JSON.stringify({ spec: document.spec })), path.slice(0, at));
  return isJsonArray(list) ? list.map((_, index) => path.with(at, index)) : [];
}

/** Where the field is written now comes first; an overlay of the environment is where only this environment changes. */
function candidatesAt(
  path: Path,
  value: FieldValue,
  document: AnyDocument,
  { overlay }: EditedRegistry,
): readonly Candidate[] {
  const { source, path: written } = writtenAt(document.source, path);
  const whole = valueIn(source.text, source.index);
  const now = partAt(whole, written);
  const wanted = 'set' in value ? inOrder(value.set, now) : undefined;
  // A block in the place of a value is a reference to another document.
  if (isJsonObject(now) && !isJsonObject(wanted)) return [];
  const inPlace = { file: source.file, index: source.index, path: written, value: wanted };
  const own = wanted === undefined && now === undefined ? [] : [inPlace];
  if (overlay === undefined || source.file === overlay.file) return own;
  const patch = patchOf(source.file, whole, written, wanted);
  return patch === undefined
    ? own
    : [...own, { file: overlay.file, index: 0, path: ['spec', 'patches', BEHIND_LAST], value: patch }];
}

/** Items that are there stay where they are, as the registry writes them; new ones come behind. */
function inOrder(wanted: Json, now: Json | undefined): Json {
  if (!isJsonArray(wanted) || !isJsonArray(now)) return wanted;
  const word = (item: Json) => (typeof item === 'string' ? item.toLowerCase() : canonicalJson(item));
  const [present, live] = [new Set(now.map(word)), new Set(wanted.map(word))];
  return [...now.filter((item) => live.has(word(item))), ...wanted.filter((item) => !present.has(word(item)))];
}

/** A patch of an overlay: adds the value with what is missing above it, or takes it away. */
function patchOf(file: string, whole: Json | undefined, path: Path, value: Json | undefined): Json | undefined {
  const metadata = partAt(whole, ['metadata']);
  const [kind, name] = [partAt(whole, ['kind']), partAt(metadata, ['name'])];
  if (kind === undefined || name === undefined) return undefined;
  const team = teamOfPath(file);
  const target = { kind, ...(team !== undefined && { team }), name };
  if (value === undefined) return { target, patch: [{ op: 'remove', path: pointerOf(path) }] };
  const missing = path.findIndex((_, index) => partAt(whole, path.slice(0, index + 1)) === undefined);
  const length = missing < 0 ? path.length : missing + 1;
  const inner = path.slice(length).reduceRight<Json>((part, segment) => ({ [segment]: part }), value);
  return { target, patch: [{ op: 'add', path: pointerOf(path.slice(0, length)), value: inner }] };
}

function pointerOf(path: Path): string {
  return path.reduce<string>((pointer, segment) => below(pointer, String(segment)), '');
}

function refused(
  { stack, logicalId, type, physicalId, path }: LiveProperty,
  document: string | undefined,
  because: string,
): NotAdopted {
  return { stack, logicalId, type, physicalId, path, because, ...(document !== undefined && { document }) };
}

function nameOf({ kind, metadata }: AnyDocument): string {
  return `${kind}/${metadata.name}`;
}
