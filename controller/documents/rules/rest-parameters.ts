import { shapeOf } from '../../../registry/kinds/route/entries.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { type PlacedRoute, placedRoutes, sayRoute } from './placed-routes.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/**
 * On a REST API one path has at most one parameter right below it, so that all routes have to call it the same: API Gateway refuses a second
 * one, `{proxy+}` included. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-settings-method-request.html
 */
export function restParameters(context: RegistryContext): readonly Finding[] {
  if (!documentsOf(context, 'Platform').some(({ spec }) => spec.api.type === 'rest')) return [];
  const first = new Map<string, { readonly parameter: string; readonly route: PlacedRoute }>();
  return placedRoutes(context).flatMap((route) => {
    for (const { above, parameter } of parametersOf(route.path)) {
      const known = first.get(above);
      if (known === undefined) first.set(above, { parameter, route });
      else if (known.parameter !== parameter) return [conflict(route, parameter, known, context)];
    }
    return [];
  });
}

/** Each parameter of a path, with the shape of what is above it. */
function parametersOf(path: string): readonly { readonly above: string; readonly parameter: string }[] {
  const parts = path.split('/');
  return parts.flatMap((part, index) =>
    part.startsWith('{') ? [{ above: shapeOf(parts.slice(0, index).join('/')), parameter: part }] : [],
  );
}

function conflict(
  { path, at, document }: PlacedRoute,
  parameter: string,
  known: { readonly parameter: string; readonly route: PlacedRoute },
  context: RegistryContext,
): Finding {
  const message = `${path} has ${parameter} where ${sayRoute(known.route, context)} has ${known.parameter}; a REST API takes one parameter there.`;
  return context.finding(document.source, { code: 'PathParameterConflict', path: [...at, 'path'], message });
}
