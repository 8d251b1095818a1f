import type { KindName } from '../../../registry/kinds/kinds.ts';
import type { AnyDocument, DocumentHead } from '../registry.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/** A place of a document that refers to another one. */
export interface Named {
  readonly name: string;
  readonly team?: string;
}

/** Finds the document of one kind that a place of a document means; nothing where it does not exist or its team does not share it (I4). */
export type Lookup<K extends KindName> = (
  place: Named,
  from: DocumentHead,
) => Extract<AnyDocument, { kind: K }> | undefined;

/** A lookup over the documents of one kind. */
export function lookupOf<K extends KindName>(context: RegistryContext, kind: K): Lookup<K> {
  const known = new Map(documentsOf(context, kind).map((one) => [keyOf(one.metadata.name, teamOf(one)), one]));
  return (place, from) => {
    const own = teamOf(from);
    const team = place.team ?? own;
    const found = known.get(keyOf(place.name, team));
    const isShared = team === own || found?.metadata.sharedWith?.some((grant) => grant.team === own);
    return isShared ? found : undefined;
  };
}

function teamOf({ source }: DocumentHead): string | undefined {
  return teamOfPath(source.file);
}

function keyOf(name: string, team: string | undefined): string {
  return `${team} ${name}`;
}
