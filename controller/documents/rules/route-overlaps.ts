import type { Finding } from '../../diagnostics/finding.ts';
import { compete, type PlacedRoute, placedRoutes, sayRoute } from './placed-routes.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';
import { meeting, PRECEDENCE, type RouteTree, routeTree, sortOf } from './route-tree.ts';

/**
 * Says where a route does not get all the requests that its path seems to promise, because a more specific one of another function takes
 * some. API Gateway prefers text to a parameter, and a parameter to `{proxy+}`:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeOverlaps(context: RegistryContext): readonly Finding[] {
  const rest = documentsOf(context, 'Platform').some(({ spec }) => spec.api.type === 'rest');
  // No two teams have paths in common, so a team's routes are compared among themselves.
  const teams = Map.groupBy(placedRoutes(context), ({ team }) => team);
  return [...teams.values()].flatMap((routes) => {
    const paths = routes.map(({ path }) => path.split('/').slice(1));
    const tree = routeTree(paths);
    return routes.flatMap((route, index) =>
      findingsOf(route, overlapsOf(index, { routes, paths, tree, rest }), context),
    );
  });
}

/** What a route loses to others: to a part of text, to a parameter where it has `{proxy+}`, or nobody knows which way. */
type Overlap = 'text' | 'parameter' | 'unclear';

/** The routes of one team, with the parts of their paths. */
interface Neighbours {
  readonly routes: readonly PlacedRoute[];
  readonly paths: readonly (readonly string[])[];
  readonly tree: RouteTree;
  readonly rest: boolean;
}

function overlapsOf(
  index: number,
  { routes, paths, tree, rest }: Neighbours,
): ReadonlyMap<Overlap, readonly PlacedRoute[]> {
  const [route, own = []] = [routes[index], paths[index]];
  const found = meeting(tree, own).flatMap((position) => {
    const other = routes[position];
    if (!other || !route || other.document.spec.function === route.document.spec.function) return [];
    // A REST API looks for the path first, and refuses what only another method of that path would have taken.
    if (!rest && !compete(route.method, other.method)) return [];
    const overlap = overlapOf(own, paths[position] ?? []);
    return overlap === undefined || (overlap === 'unclear' && position > index) ? [] : [{ overlap, other }];
  });
  const byOverlap = Map.groupBy(found, ({ overlap }) => overlap);
  return new Map([...byOverlap].map(([overlap, pairs]) => [overlap, pairs.map(({ other }) => other)]));
}

/** How another path takes requests of a path; `undefined` where it takes none, all of them, or is the less specific one. */
function overlapOf(path: readonly string[], other: readonly string[]): Overlap | undefined {
  let lost: Overlap | undefined;
  let won = false;
  for (let index = 0; index < Math.max(path.length, other.length); index += 1) {
    const [own, its] = [path[index], other[index]];
    if (own === undefined || its === undefined) return undefined;
    if (sortOf(own) === sortOf(its)) {
      if (sortOf(own) === 'text' && own !== its) return undefined;
      continue;
    }
    if (PRECEDENCE.indexOf(sortOf(own)) < PRECEDENCE.indexOf(sortOf(its))) won = true;
    else lost ??= sortOf(own) === 'greedy' && sortOf(its) === 'parameter' ? 'parameter' : 'text';
    // The rest of the longer path lies within what `{proxy+}` takes.
    if (sortOf(own) === 'greedy' || sortOf(its) === 'greedy') break;
  }
  return lost !== undefined && won ? 'unclear' : lost;
}

function findingsOf(
  route: PlacedRoute,
  overlaps: ReadonlyMap<Overlap, readonly PlacedRoute[]>,
  context: RegistryContext,
): readonly Finding[] {
  return [...overlaps].flatMap(([overlap, [first, ...more]]) => {
    if (first === undefined) return [];
    const others = `${sayRoute(first, context)}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
    const message =
      overlap === 'unclear'
        ? `${route.method} ${route.path} matches some of the same requests as ${others}, and neither is more specific.`
        : `${route.method} ${route.path} does not get what ${others} matches: that is more specific, and leads to another function.`;
    const severity = overlap === 'text' ? 'info' : 'warning';
    return [
      context.finding(route.document.source, { code: 'RouteOverlap', severity, path: [...route.at, 'path'], message }),
    ];
  });
}
