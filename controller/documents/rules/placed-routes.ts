import { type RouteEntry, routesOf } from '../../../registry/kinds/route/entries.ts';
import type { RegistryDocument } from '../registry.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/** One route of the registry, in whichever form its document has it. */
export interface PlacedRoute extends RouteEntry {
  readonly document: RegistryDocument<'Route'>;
  /** Absent outside `teams/`. */
  readonly team?: string;
}

/** Every route of the registry, in the order of its files. */
export function placedRoutes(context: RegistryContext): readonly PlacedRoute[] {
  return documentsOf(context, 'Route').flatMap((document) => {
    const team = teamOfPath(document.source.file);
    return routesOf(document.spec).map((route) => ({ ...route, document, ...(team !== undefined && { team }) }));
  });
}

/** A route in words, with its place: `GET /payments in teams/payments/r.yaml:6`. */
export function sayRoute({ method, path, document, at }: PlacedRoute, context: RegistryContext): string {
  return `${method} ${path} in ${context.placeOf(document.source, [...at, 'path'])}`;
}

/** True when there are requests that two methods both take. */
export function compete(a: string, b: string): boolean {
  return a === b || a === 'ANY' || b === 'ANY';
}
