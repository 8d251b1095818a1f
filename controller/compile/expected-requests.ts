import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';
import { idOfDocument, nodeId } from '../graph/graph.ts';
import type { CompileContext } from './context.ts';

type Route = RegistryDocument<'Route'>;

/** Graph id of a Function → the Routes that lead to it. */
export function routesByFunction(documents: readonly AnyDocument[]): ReadonlyMap<string, readonly Route[]> {
  return Map.groupBy(
    documents.filter((document) => document.kind === 'Route'),
    functionIdOf,
  );
}

/** Requests a month that a Function expects: its own figure, else the sum of those of its Routes. `undefined` when nobody says. */
export function requestsOfFunction(
  document: RegistryDocument<'Function'>,
  { routes }: CompileContext,
): number | undefined {
  const own = document.spec.traffic?.requestsPerMonth;
  if (own !== undefined) return own;
  const declared = (routes.get(idOfDocument(document)) ?? []).flatMap((route) => requestsOf(route) ?? []);
  return declared.length === 0 ? undefined : sumOf(declared);
}

/**
 * Requests a month that a Route expects: its own figure, else an equal share of what its Function expects and no other Route
 * claims. `undefined` when nobody says.
 */
export function requestsOfRoute(document: Route, { routes, documents }: CompileContext): number | undefined {
  const target = documents.get(functionIdOf(document));
  const all = target?.kind === 'Function' ? target.spec.traffic?.requestsPerMonth : undefined;
  const own = requestsOf(document);
  if (own !== undefined || all === undefined) return own;
  const claims = (routes.get(functionIdOf(document)) ?? []).map(requestsOf);
  const claimed = claims.filter((claim) => claim !== undefined);
  return Math.ceil(Math.max(0, all - sumOf(claimed)) / (claims.length - claimed.length));
}

function functionIdOf({ metadata, spec }: Route): string {
  return nodeId('Function', metadata.team, spec.function);
}

function requestsOf({ spec }: Route): number | undefined {
  return spec.traffic?.requestsPerMonth;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}
