import { pluralOf } from './names.ts';
import type { OutputValue, PublishedOutputs } from './published.ts';

/** Values by the name of the output. */
export type OutputsOfDocument = Readonly<Record<string, OutputValue>>;

/** Of one team: `functions` → `charge` → `functionArn` → value. */
export type OutputsOfTeam = Readonly<Record<string, Readonly<Record<string, OutputsOfDocument>>>>;

/** The outputs as other tools read them: the platform's by their names, the teams' by team, kind and name. */
export interface OutputsTree {
  readonly platform: OutputsOfDocument;
  readonly teams: Readonly<Record<string, OutputsOfTeam>>;
}

/** Arranges the published outputs by who gives them. Pure. */
export function treeOf({ documents }: PublishedOutputs): OutputsTree {
  const teams = new Map<string, Map<string, Map<string, OutputsOfDocument>>>();
  for (const { kind, team, name, outputs } of documents) {
    if (team === undefined) continue;
    const kinds = ensure(teams, team);
    ensure(kinds, pluralOf(kind)).set(name, outputs);
  }
  const platform = documents.filter(({ team }) => team === undefined).map(({ outputs }) => outputs);
  return {
    platform: Object.assign({}, ...platform),
    teams: plain(teams, (kinds) => plain(kinds, (names) => plain(names, (outputs) => outputs))),
  };
}

function ensure<V>(map: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const found = map.get(key) ?? new Map<string, V>();
  map.set(key, found);
  return found;
}

function plain<V, W>(map: ReadonlyMap<string, V>, each: (value: V) => W): Readonly<Record<string, W>> {
  return Object.fromEntries([...map].map(([key, value]) => [key, each(value)]));
}
