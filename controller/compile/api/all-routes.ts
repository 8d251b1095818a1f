import { type RouteEntry, routesOf } from '../../../registry/kinds/route/entries.ts';
import type { AnyDocument } from '../../documents/registry.ts';

/** The routes of all documents, or of one team's, in their order. */
export function allRoutes(documents: Iterable<AnyDocument>, team?: string): readonly RouteEntry[] {
  return [...documents].flatMap((document) => {
    if (document.kind !== 'Route' || (team !== undefined && document.metadata.team !== team)) return [];
    return routesOf(document.spec);
  });
}
