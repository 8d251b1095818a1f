import * as z from 'zod';
import { DOCUMENT_SCHEMAS } from '../../registry/document.ts';
import type { KindName } from '../../registry/kinds/kinds.ts';
import { suggest } from '../lib/suggest.ts';
import type { Path } from './path.ts';

/** The parts of a JSON Schema that say which fields exist where. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly items?: Shape;
  readonly additionalProperties?: Shape | boolean;
  readonly anyOf?: readonly Shape[];
}

/**
 * What an unknown field was most likely meant to be: a near name at the same place, else the same name at another level.
 * `undefined` where nothing is near. For an unknown kind, the fields that all kinds share are known.
 */
export function suggestField(kind: KindName | undefined, parent: Path, name: string): Path | undefined {
  const shape = shapeOf(kind ?? 'Platform');
  const near = suggest(name, fieldsOf(shapesAt([shape], parent)));
  if (near !== undefined) return [...parent, near];
  return allPaths(shape, []).find((path) => path.at(-1) === name);
}

/** Kind → JSON Schema of its documents; built when the first misspelt field of the kind is met. */
const SHAPES = new Map<KindName, Shape>();

function shapeOf(kind: KindName): Shape {
  const known = SHAPES.get(kind);
  if (known !== undefined) return known;
  const shape = z.toJSONSchema(DOCUMENT_SCHEMAS.get(kind) ?? z.never(), { io: 'input' }) as Shape;
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
