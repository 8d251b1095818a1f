import { shapeOf } from '../../../registry/kinds/route/entries.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { Json } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { type CompileContext, componentOutput } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { parameterFor, parameterOfTeam } from '../logical-ids.ts';
import { takeOutput } from '../references.ts';
import type { Site } from '../site.ts';
import { addOutput, addResource, importOutput, type StackDraft } from '../stack-draft.ts';
import { firstDraft } from '../team-draft.ts';
import { allRoutes } from './all-routes.ts';
import { addPreflight } from './preflight.ts';

/** Logical id of a path of the shared REST API. The names of its parameters make no difference: a renamed one is the same path. */
export function pathId(path: string): string {
  return logicalId('ApiPath', shapeOf(path));
}

/** Name of the output with a path's id. */
export function pathIdOutput(path: string): string {
  return `${pathId(path)}Id`;
}

/** What is above the last part of any team's prefix, the shortest first: `/shop` of `/shop/orders`. */
export function parentPaths({ documents }: CompileContext): readonly string[] {
  const prefixes = [...documents.values()].flatMap((document) =>
    document.kind === 'Team' ? [document.spec.pathPrefix] : [],
  );
  const above = prefixes.flatMap((prefix) => beginnings(prefix).slice(0, -1));
  return [...new Set(above)].sort();
}

/** `/a`, `/a/b`, `/a/b/c` of `/a/b/c`. */
function beginnings(path: string): readonly string[] {
  const parts = path.split('/').slice(1);
  return parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`);
}

/**
 * The paths of a team's routes and all between its prefix and them, once each, all in the team's first stack: a path belongs to no
 * single route. None for a team without routes.
 */
export function addPaths(site: Site<'Team'>): void {
  const { pathPrefix } = site.document.spec;
  const draft = firstDraft(site.document.metadata.name, site.context);
  const paths = pathsOf(site.document, site.context);
  if (paths.length === 0) return;
  const [apiId = ''] = takeOutput('apiId', { ...site, draft });
  for (const path of paths) {
    const above = path.slice(0, path.lastIndexOf('/'));
    const properties = {
      RestApiId: apiId,
      ParentId: path === pathPrefix ? rootOf(above, draft, site.context) : ref(pathId(above)),
      PathPart: path.slice(path.lastIndexOf('/') + 1),
    };
    addResource(draft, pathId(path), { Type: 'AWS::ApiGateway::Resource', Properties: properties }, site.source);
    addPreflight(path, pathId(path), draft, site);
  }
}

/** A path that several routes have in common is made by the first of them; the loader refuses other names of its parameters. */
function pathsOf({ metadata, spec }: RegistryDocument<'Team'>, { documents }: CompileContext): readonly string[] {
  const paths = new Map<string, string>();
  for (const path of allRoutes(documents.values(), metadata.name).flatMap((route) => beginnings(route.path))) {
    const own = path === spec.pathPrefix || path.startsWith(`${spec.pathPrefix}/`);
    if (own && !paths.has(shapeOf(path))) paths.set(shapeOf(path), path);
  }
  return [...paths].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

/** What a team's prefix hangs on: the root of the API, or a path of the platform's. */
function rootOf(above: string, draft: StackDraft, context: CompileContext): Json {
  const output = above === '' ? 'ApiRootId' : pathIdOutput(above);
  return importOutput(draft, parameterFor('application', output), componentOutput(context, 'application', output));
}

/** The id of a path for a method of it, which may be in another stack of the team. */
export function pathOf(path: string, { document, draft, context }: Site<'Route'>): Json {
  const first = firstDraft(document.metadata.team ?? '', context);
  if (first === draft) return ref(pathId(path));
  const output = pathIdOutput(path);
  addOutput(first, output, ref(pathId(path)), `Path ${path} of the shared API`);
  return importOutput(draft, parameterOfTeam(first.part, output), { stack: first.name, output });
}
