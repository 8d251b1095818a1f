import { type AnyDocument, isTeamDocument, type RegistryDocument } from '../../documents/registry.ts';
import { idOfDocument } from '../../graph/graph.ts';
import type { Apis } from '../context.ts';
import type { Placed } from '../divide.ts';
import { routesByFunction } from '../expected-requests.ts';
import { API_FILL } from '../limits.ts';
import { apiWord } from '../platform-outputs.ts';
import { teamStackName } from '../team-draft.ts';
import { timeoutsOf } from './integrations.ts';

/** What the record says of a team's stacks. */
interface Recorded {
  readonly api: number | undefined;
  readonly integrations: number;
}

/**
 * Gives each team one API as a whole: the one that it is on, else the first with room, else one more. An API that stands stays, also without
 * teams, so that nothing depends on when they went. A REST API has no such quota and is never more than one.
 */
export function assignApis(
  documents: readonly AnyDocument[],
  platform: RegistryDocument<'Platform'>,
  placed: Placed,
): Apis {
  const { project, api } = platform.spec;
  if (api.type === 'rest') return { count: 1, ofTeam: new Map() };
  const loads = loadsOf(documents);
  const recorded = recordedIn(placed, (name) => teamOfStack(name, project, loads) ?? name);
  const ofTeam = new Map<string, number>();
  const used: number[] = [];
  const settle = (number: number, load: number) => {
    used[number] = (used[number] ?? 0) + load;
  };
  for (const [owner, { api: number = 1, integrations }] of recorded) {
    const load = loads.get(owner);
    if (load === undefined) settle(number, integrations);
    if (load === undefined || (load > 0 && integrations === 0)) continue;
    ofTeam.set(owner, number);
    settle(number, load);
  }
  for (const [team, load] of loads) {
    if (load === 0 || ofTeam.has(team)) continue;
    const number = roomFor(load, used);
    ofTeam.set(team, number);
    settle(number, load);
  }
  const standing = [...(placed.get(`${project}-application`) ?? [])].map(numberOfApi);
  return { count: Math.max(1, ...ofTeam.values(), ...standing), ofTeam };
}

/** Team → integrations that its functions need, by team: the order of files makes no difference (P4). */
function loadsOf(documents: readonly AnyDocument[]): ReadonlyMap<string, number> {
  const routes = routesByFunction(documents);
  const loads = new Map<string, number>();
  for (const document of documents.filter(isTeamDocument)) {
    const team = document.metadata.team ?? '';
    const own = document.kind === 'Function' ? timeoutsOf(routes.get(idOfDocument(document)) ?? []).length : 0;
    loads.set(team, (loads.get(team) ?? 0) + own);
  }
  return new Map([...loads].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The team that a recorded stack is of; `undefined` for the platform's stacks, and those of teams that are no longer in the registry. */
function teamOfStack(name: string, project: string, teams: ReadonlyMap<string, number>): string | undefined {
  const prefix = teamStackName(project, '');
  if (!name.startsWith(prefix)) return undefined;
  const part = name.slice(prefix.length);
  return [part, part.replace(/-\d+$/, '')].find((team) => teams.has(team));
}

/** Owner of stacks → what the record says of all of them. */
function recordedIn(placed: Placed, ownerOf: (stack: string) => string): ReadonlyMap<string, Recorded> {
  const recorded = new Map<string, Recorded>();
  for (const [name, ids] of placed) {
    const owner = ownerOf(name);
    const before = recorded.get(owner);
    const integrations = [...ids].filter((id) => id.startsWith('Integration')).length;
    recorded.set(owner, {
      api: before?.api ?? numberIn(ids),
      integrations: (before?.integrations ?? 0) + integrations,
    });
  }
  return recorded;
}

/** The API whose id a stack takes as a parameter. */
function numberIn(ids: ReadonlySet<string>): number | undefined {
  for (const id of ids) {
    const number = /^ApplicationApi(\d*)Id$/.exec(id)?.[1];
    if (number !== undefined) return number === '' ? 1 : Number(number);
  }
  return undefined;
}

/** The number in the logical id of an API, 0 for other ids. */
function numberOfApi(id: string): number {
  const number = Number(/^Api(\d+)$/.exec(id)?.[1] ?? 0);
  return apiWord(number) === id ? number : 0;
}

function roomFor(load: number, used: readonly (number | undefined)[]): number {
  let number = 1;
  while ((used[number] ?? 0) > 0 && (used[number] ?? 0) + load > API_FILL) number += 1;
  return number;
}
