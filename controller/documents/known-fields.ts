import * as z from 'zod';
import { DOCUMENT_SCHEMAS } from '../../registry/document.ts';
import { MANIFEST_KIND, manifestSchema } from '../../registry/kinds/function/manifest.ts';
import type { KindName } from '../../registry/kinds/kinds.ts';
import { suggest } from '../lib/suggest.ts';
import type { Path } from './path.ts';

/** The part of a schema that says which fields exist where. */
export interface Shape {
  readonly fields?: Readonly<Record<string, Shape>>;
  /** Of every member of a list. */
  readonly items?: Shape;
  /** Of every value of a map with free keys. */
  readonly values?: Shape;
  readonly anyOf?: readonly Shape[];
}

/** A schema that documents are read by: a kind's, or that of manifests of another tool. */
export type SchemaName = KindName | typeof MANIFEST_KIND;

/**
 * What an unknown field was most likely meant to be: a near name at the same place, else the same name at another level.
 * `undefined` where nothing is near. For an unknown kind, the fields that all kinds share are known.
 */
export function suggestField(kind: SchemaName | undefined, parent: Path, name: string): Path | undefined {
  const shape = shapeOf(kind ?? 'Platform');
  const here = fieldsOf(shapesAt([shape], parent));
  // A field of another alternative is spelt right, and wrong here all the same.
  if (here.includes(name)) return undefined;
  const near = suggest(name, here);
  if (near !== undefined) return [...parent, near];
  return allPaths(shape, []).find((path) => path.at(-1) === name);
}

/** Kind → shape of its documents; built when the first misspelt field of the kind is met. */
const SHAPES = new Map<SchemaName, Shape>();

function shapeOf(kind: SchemaName): Shape {
  const known = SHAPES.get(kind);
  if (known !== undefined) return known;
  const schema = kind === MANIFEST_KIND ? manifestSchema : DOCUMENT_SCHEMAS.get(kind);
  const shape = readShape(schema ?? z.never());
  SHAPES.set(kind, shape);
  return shape;
}

/** The shape of what a schema takes in. Read from the schema itself: a JSON Schema of it says the same and weighs 24 KB of code. */
export function readShape(schema: z.core.$ZodType): Shape {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case 'object':
      return { fields: Object.fromEntries(Object.entries(def.shape).map(([name, field]) => [name, readShape(field)])) };
    case 'array':
      return { items: readShape(def.element) };
    case 'record':
      return { values: readShape(def.valueType) };
    case 'union':
      return { anyOf: def.options.map(readShape) };
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return readShape(def.innerType);
    case 'pipe':
      return readShape(def.in);
    default:
      return {};
  }
}

function shapesAt(shapes: readonly Shape[], path: Path): readonly Shape[] {
  const [segment, ...rest] = path;
  if (segment === undefined) return shapes;
  return shapesAt(
    shapes.flatMap(alternatives).flatMap((shape) => below(shape, segment)),
    rest,
  );
}

function alternatives(shape: Shape): readonly Shape[] {
  return shape.anyOf?.flatMap(alternatives) ?? [shape];
}

function below(shape: Shape, segment: string | number): readonly Shape[] {
  const inner = typeof segment === 'number' ? shape.items : (shape.fields?.[segment] ?? shape.values);
  return inner === undefined ? [] : [inner];
}

function fieldsOf(shapes: readonly Shape[]): string[] {
  return shapes.flatMap(alternatives).flatMap((shape) => Object.keys(shape.fields ?? {}));
}

function allPaths(shape: Shape, path: Path): Path[] {
  return alternatives(shape).flatMap(({ fields = {} }) =>
    Object.entries(fields).flatMap(([name, field]) => [[...path, name], ...allPaths(field, [...path, name])]),
  );
}
