import type { RegistryDocument } from '../../documents/registry.ts';
import { documentAt } from '../references.ts';
import type { Site } from '../site.ts';

/** The function that a route leads to; `undefined` only where the graph would have refused the registry. */
export function functionOf(site: Site<'Route'>): RegistryDocument<'Function'> | undefined {
  const target = documentAt({ kind: 'Function', name: site.document.spec.function }, site);
  return target.kind === 'Function' ? target : undefined;
}
