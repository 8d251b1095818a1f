import { type RouteEntry, routesOf } from '../../registry/kinds/route/entries.ts';
import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';
import { idOfDocument, nodeId } from '../graph/graph.ts';
import type { CompileContext } from './context.ts';
import type { Usage } from './usage.ts';

/** Graph id of a Function → the routes that lead to it, of all documents. */
export function routesByFunction(documents: readonly AnyDocument[]): ReadonlyMap<string, readonly RouteEntry[]> {
  const routes = documents.flatMap((document) => {
    if (document.kind !== 'Route') return [];
    return routesOf(document.spec).map((route) => ({ target: functionIdOf(document), route }));
  });
  const byFunction = Map.groupBy(routes, ({ target }) => target);
  return new Map([...byFunction].map(([target, own]) => [target, own.map(({ route }) => route)]));
}

/** Requests a month that a Function expects: its own figure, else the sum of those of its routes. `undefined` when nobody says. */
export function requestsOfFunction(
  document: RegistryDocument<'Function'>,
  { routes }: CompileContext,
): number | undefined {
  const own = document.spec.traffic?.requestsPerMonth;
  if (own !== undefined) return own;
  const declared = (routes.get(idOfDocument(document)) ?? []).flatMap((route) => requestsOf(route) ?? []);
  return declared.length === 0 ? undefined : sumOf(declared);
}

/** What a route expects in a month, for the cost estimate. */
export function usageOfRoute(route: RouteEntry, document: RegistryDocument<'Route'>, context: CompileContext): Usage {
  const requestsPerMonth = requestsOfRoute(route, document, context);
  return { ...route.traffic, ...(requestsPerMonth !== undefined && { requestsPerMonth }) };
}

/**
 * Requests a month that a route expects: its own figure, else an equal share of what its Function expects and no other route
 * claims. `undefined` when nobody says.
 */
function requestsOfRoute(
  route: RouteEntry,
  document: RegistryDocument<'Route'>,
  { routes, documents }: CompileContext,
): number | undefined {
  const target = documents.get(functionIdOf(document));
  const all = target?.kind === 'Function' ? target.spec.traffic?.requestsPerMonth : undefined;
  const own = requestsOf(route);
  if (own !== undefined || all === undefined) return own;
  const claims = (routes.get(functionIdOf(document)) ?? []).map(requestsOf);
  const claimed = claims.filter((claim) => claim !== undefined);
  return Math.ceil(Math.max(0, all - sumOf(claimed)) / (claims.length - claimed.length));
}

function functionIdOf({ metadata, spec }: RegistryDocument<'Route'>): string {
  return nodeId('Function', metadata.team, spec.function);
}

function requestsOf({ traffic }: RouteEntry): number | undefined {
  return traffic?.requestsPerMonth;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
