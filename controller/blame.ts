import { isAbout } from './drift/actor.ts';
import type { Actor } from './drift/drift.ts';
import { sweepAbout } from './sweep.ts';
import type { ApiCallTrigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/**
 * Somebody changed something in the account: when it is about something of ours, who and when is kept, and what it was about is looked at
 * right now. Gives what was done, in a few words. The scheduled sweep is the safety net: it names whoever is kept here.
 */
export async function lookAfterCall(trigger: ApiCallTrigger, world: PlannerWorld): Promise<string> {
  const { id, call, at, principal, from, names } = trigger;
  if (isOurs(principal, world.environment)) return `nothing: ${call} is a call of ours`;
  const stacks = await world.ledger.readStacks();
  const isKnown = stacks.some(({ resources }) => resources.some(({ physicalId }) => isAbout({ names }, physicalId)));
  if (!isKnown) return `nothing: ${call} is about nothing of ours`;
  const actor: Actor = { principal, at, call, ...(from !== undefined && { from }) };
  await world.ledger.writeCall({ id, at: Date.parse(at), names, actor });
  const report = await sweepAbout(names, world);
  return report === undefined ? `look after ${call}: nothing new` : `look after ${call}: drift told`;
}

/** The controller puts drifted code back by itself; a sweep that follows tells of that. */
function isOurs(principal: string, environment: string): boolean {
  return principal.includes(`:assumed-role/holdfast-${environment}-`);
}
