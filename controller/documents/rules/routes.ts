import { shapeOf } from '../../../registry/kinds/route/entries.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { createSuggester } from '../../lib/suggest.ts';
import type { RegistryDocument } from '../registry.ts';
import { type PlacedRoute, placedRoutes, sayRoute } from './placed-routes.ts';
import { documentsOf, type Outline, type RegistryContext, teamOfPath } from './registry-rule.ts';

type Route = RegistryDocument<'Route'>;

/** Routes stay in their team's part of the API, lead to functions that exist, and do not compete for the same requests. */
export function routes(context: RegistryContext): readonly Finding[] {
  const all = placedRoutes(context);
  const prefixes = new Map(
    documentsOf(context, 'Team').map(({ spec, source }) => [teamOfPath(source.file), spec.pathPrefix]),
  );
  const functions = context.outlines.filter(({ kind }) => kind === 'Function');
  const known: KnownFunctions = {
    byTeam: namesByTeam(functions),
    owner: new Map(functions.map(({ name, team }) => [name, team])),
    // Where a file of the team cannot be read, the function may well be in it.
    unsure: new Set(context.files.filter(({ complete }) => !complete).map(({ team }) => team)),
    suggest: createSuggester(),
  };
  return [
    ...documentsOf(context, 'Route').flatMap((document) => missingFunction(document, known, context)),
    ...all.flatMap((route) => outside(route, prefixes, context)),
    ...conflicts(all, context),
  ];
}

interface KnownFunctions {
  readonly byTeam: ReadonlyMap<string | undefined, ReadonlySet<string>>;
  readonly owner: ReadonlyMap<string, string | undefined>;
  readonly unsure: ReadonlySet<string | undefined>;
  readonly suggest: ReturnType<typeof createSuggester>;
}

function namesByTeam(functions: readonly Outline[]): Map<string | undefined, Set<string>> {
  const names = new Map<string | undefined, Set<string>>();
  for (const { team, name } of functions) names.set(team, (names.get(team) ?? new Set()).add(name));
  return names;
}

function outside(
  { path, at, document, team }: PlacedRoute,
  prefixes: ReadonlyMap<string | undefined, string>,
  context: RegistryContext,
): Finding[] {
  const prefix = prefixes.get(team);
  if (prefix === undefined || path === prefix || path.startsWith(`${prefix}/`)) return [];
  const message = `The path ${path} is outside the team's part of the API, ${prefix}.`;
  const hint = `Begin it with ${prefix}/.`;
  return [context.finding(document.source, { code: 'PathOutsideTeam', path: [...at, 'path'], message, hint })];
}

function missingFunction({ spec, source }: Route, known: KnownFunctions, context: RegistryContext): Finding[] {
  const team = teamOfPath(source.file);
  const own: ReadonlySet<string> = known.byTeam.get(team) ?? new Set();
  if (team === undefined || own.has(spec.function) || known.unsure.has(team)) return [];
  const message = `The team ${team} has no Function ${spec.function}.`;
  const near = known.suggest(spec.function, () => [...own]);
  const hint = hintFor(near, known.owner.get(spec.function));
  return [context.finding(source, { code: 'UnknownReference', path: ['spec', 'function'], message, ...hint })];
}

function hintFor(near: string | undefined, elsewhere: string | undefined): { hint?: string } {
  if (near !== undefined) return { hint: `Did you mean ${near}?` };
  return elsewhere === undefined
    ? {}
    : { hint: `The team ${elsewhere} has one, but a route leads to a function of its own team.` };
}

function conflicts(all: readonly PlacedRoute[], context: RegistryContext): Finding[] {
  const byShape = Map.groupBy(all, ({ path }) => shapeOf(path));
  return [...byShape.values()].flatMap((group) => {
    const first = new Map<string, number>();
    return group.flatMap((route, index) => {
      const { method } = route;
      const rivals = method === 'ANY' ? [...first.values()] : [first.get(method), first.get('ANY')];
      const other = group[Math.min(...rivals.map((rival) => rival ?? Number.POSITIVE_INFINITY))];
      if (!first.has(method)) first.set(method, index);
      return other === undefined ? [] : [conflict(route, other, context)];
    });
  });
}

function conflict({ method, path, at, document }: PlacedRoute, first: PlacedRoute, context: RegistryContext): Finding {
  const message = `${method} ${path} matches the same requests as ${sayRoute(first, context)}.`;
  return context.finding(document.source, { code: 'RouteConflict', path: [...at, 'path'], message });
}
