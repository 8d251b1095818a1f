import type { Actor, DriftResult, ResourceDrift } from './drift.ts';
import { partId } from './part-id.ts';

/** A call and the names that it was about: ids, names and ARNs of its parameters and its answer. */
export interface ApiCall {
  readonly actor: Actor;
  readonly names: readonly string[];
}

/** True when one of the names of a call means the resource of this physical id. */
export function isAbout({ names }: Pick<ApiCall, 'names'>, physicalId: string): boolean {
  const id = partId(physicalId);
  return id !== '' && names.some((name) => name === physicalId || name === id || endsWithId(name, id));
}

/** An ARN or a URL ends in the name of what it means; one of a function may have a version or an alias behind it. */
function endsWithId(name: string, id: string): boolean {
  if (!name.includes(':')) return false;
  return name.endsWith(`:${id}`) || name.endsWith(`/${id}`) || name.includes(`:function:${id}:`);
}

/** A sweep with the newest call that was about each thing that drifted. What is as Git says has nobody to name. */
export function withActors(result: DriftResult, calls: readonly ApiCall[]): DriftResult {
  const newestFirst = calls.toSorted((a, b) => (a.actor.at < b.actor.at ? 1 : -1));
  return { ...result, resources: result.resources.map((resource) => withActor(resource, newestFirst)) };
}

function withActor(resource: ResourceDrift, newestFirst: readonly ApiCall[]): ResourceDrift {
  if (resource.status === 'in-sync' || resource.status === 'unchecked') return resource;
  const call = newestFirst.find((one) => isAbout(one, resource.physicalId));
  return call === undefined ? resource : { ...resource, by: call.actor };
}

/**
 * A sweep in which some resources were looked at again. Things that were made by hand stay until a sweep of everything, unless they
 * were seen again.
 */
export function mergeSweeps(last: DriftResult, again: DriftResult): DriftResult {
  const seen = new Set(again.resources.map(keyOf));
  return {
    ...last,
    resources: [...last.resources.filter((resource) => !seen.has(keyOf(resource))), ...again.resources],
  };
}

function keyOf({ stack, logicalId, type, physicalId }: ResourceDrift): string {
  return JSON.stringify(logicalId === '' ? [stack, type, physicalId] : [stack, logicalId]);
}
