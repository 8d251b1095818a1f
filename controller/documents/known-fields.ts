import { z } from 'zod';
import { DOCUMENT_SCHEMAS } from '../../registry/document.ts';
import { suggest } from '../lib/suggest.ts';
import { formatPath, type Path } from './path.ts';

/** The parts of a JSON Schema that say which fields exist where. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
}

/**
 * What an unknown field was most likely meant to be: a near name at the same place, else the same name at another level.
 * Gives the whole path where the level differs, and `undefined` where nothing is near.
 */
export function suggestField(kind: string, parent: Path, name: string): string | undefined {
  const shape = shapeOf(kind);
  if (shape === undefined) return undefined;
  const near = suggest(name, fieldsOf(shapesAt([shape], parent)));
  if (near !== undefined) return near;
  const elsewhere = allPaths(shape, []).find((path) => path.at(-1) === name);
  return elsewhere === undefined ? undefined : formatPath(elsewhere);
}

/** Kind → JSON Schema of its documents; built when the first misspelt field of the kind is met. */
const SHAPES = new Map<string, Shape>();

function shapeOf(kind: string): Shape | undefined {
  const schema = DOCUMENT_SCHEMAS.get(kind);
  if (schema === undefined) return undefined;
  const known = SHAPES.get(kind);
  if (known !== undefined) return known;
  const shape = z.toJSONSchema(schema, { io: 'input' }) as Shape;
  SHAPES.set(kind, shape);
  return shape;
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
  const field = typeof segment === 'number' ? shape.items : shape.properties?.[segment];
  if (field !== undefined) return [field];
  return typeof shape.additionalProperties === 'object' ? [shape.additionalProperties] : [];
}

function fieldsOf(shapes: readonly Shape[]): string[] {
  return shapes.flatMap(alternatives).flatMap((shape) => Object.keys(shape.properties ?? {}));
}

function allPaths(shape: Shape, path: Path): Path[] {
  return alternatives(shape).flatMap(({ properties = {} }) =>
    Object.entries(properties).flatMap(([name, field]) => [[...path, name], ...allPaths(field, [...path, name])]),
  );
}
