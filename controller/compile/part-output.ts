import type { TeamKind } from '../../registry/kinds/kinds.ts';
import type { TeamDocument } from '../documents/registry.ts';
import type { Json } from '../lib/json.ts';
import type { UseSite } from './context.ts';
import { documentAt, outputOf } from './references.ts';

/** Outputs of one part of a larger document, which is in the same stack. The site is that of the larger document. */
export function partOutput(kind: TeamKind, name: string, site: UseSite): (output: string) => () => Json {
  return (output) => () => outputOf(documentAt({ kind, name }, site) as TeamDocument, output, site);
}
