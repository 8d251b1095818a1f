import { type Chosen, chooseDeviations, dayProblem } from './drift/acceptance.ts';
import type { Ledger } from './record/port.ts';
import { MAX_RESOURCES } from './trigger/read-manual.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/** What somebody wants of the applier about drift. */
export type AcceptWish = Pick<ManualTrigger, 'action' | 'until' | 'resources' | 'shown' | 'reason'>;

const FORM =
  'Say /holdfast accept until <date> [resource…] [because …], such as accept until 2027-01-31 Function/charge because of a load test, or /holdfast accept none [resource…].';

/** Longest reason that is kept. */
const REASON_CHARACTERS = 200;

/** Reads what stands behind `/holdfast accept`, and compares it with the last sweep: what is wrong is better said now than by the applier. */
export async function readAccept(
  words: readonly string[],
  { ledger, clock }: Pick<PlannerWorld, 'ledger' | 'clock'>,
): Promise<AcceptWish | { readonly problem: string }> {
  const [first, ...rest] = words;
  if (first === 'none') return withdrawWish(rest, ledger);
  const [until, ...more] = rest;
  if (first !== 'until' || until === undefined) return { problem: FORM };
  const problem = dayProblem(until, clock.now());
  if (problem !== undefined) return { problem };
  const at = more.indexOf('because');
  const resources = at === -1 ? more : more.slice(0, at);
  const reason =
    at === -1
      ? ''
      : more
          .slice(at + 1)
          .join(' ')
          .slice(0, REASON_CHARACTERS)
          .toWellFormed();
  return acceptWish({ until, resources, ...(reason !== '' && { reason }) }, ledger);
}

/** The wish to accept what the last sweep found, bound to exactly that; or why there is nothing to accept. */
export async function acceptWish(
  {
    until,
    resources,
    reason,
  }: { readonly until: string; readonly resources: readonly string[]; readonly reason?: string },
  ledger: Pick<Ledger, 'readDrift'>,
): Promise<AcceptWish | { readonly problem: string }> {
  const chosen = await choose(resources, 'drift', ledger);
  if ('problem' in chosen) return chosen;
  const why = reason === undefined ? {} : { reason };
  return { action: 'accept', until, shown: chosen.digest, ...named(resources), ...why };
}

/** The wish to take back what is accepted; or why there is nothing to take back. */
export async function withdrawWish(
  resources: readonly string[],
  ledger: Pick<Ledger, 'readDrift'>,
): Promise<AcceptWish | { readonly problem: string }> {
  const chosen = await choose(resources, 'accepted', ledger);
  return 'problem' in chosen ? chosen : { action: 'withdraw', ...named(resources) };
}

async function choose(
  resources: readonly string[],
  about: 'drift' | 'accepted',
  ledger: Pick<Ledger, 'readDrift'>,
): Promise<Chosen> {
  if (resources.length > MAX_RESOURCES) return { problem: `At most ${MAX_RESOURCES} resources can be named at once.` };
  const last = await ledger.readDrift();
  if (last === undefined) return { problem: 'Nobody has looked for drift yet.' };
  return chooseDeviations(last.result, resources, about);
}

function named(resources: readonly string[]): Pick<ManualTrigger, 'resources'> {
  return resources.length === 0 ? {} : { resources };
}
