import type { RouteMethod, RouteSpec } from './schema.ts';

/** One route of a document, whichever of the two forms the document has. */
export interface RouteEntry extends Omit<NonNullable<RouteSpec['routes']>[number], 'method' | 'path'> {
  readonly method: RouteMethod;
  readonly path: string;
  /** Where it stands in its document: `spec`, or one of `spec.routes`. */
  readonly at: readonly (string | number)[];
}

/** The routes of a document, in its order. */
export function routesOf(spec: RouteSpec): readonly RouteEntry[] {
  const { method, path, routes, function: _, ...fields } = spec;
  if (routes !== undefined) return routes.map((route, index) => ({ ...route, at: ['spec', 'routes', index] }));
  return method === undefined || path === undefined ? [] : [{ ...fields, method, path, at: ['spec'] }];
}

/** The path without the names of its parameters: API Gateway matches requests by this shape. */
export function shapeOf(path: string): string {
  return path.replace(/\{[^{}+]*(\+?)\}/g, '{$1}');
}

/**
 * What tells a route apart from the others of its document, for names that must not change; `undefined` where the document has but the one.
 * A parameter may be renamed without that the route becomes another one.
 */
export function partOf({ method, path, at }: RouteEntry): string | undefined {
  return at.length === 1 ? undefined : `${method} ${shapeOf(path)}`;
}
