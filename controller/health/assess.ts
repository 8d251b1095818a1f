import { redact } from '../lib/redact.ts';
import type { Health, ProbedRoute } from './health.ts';
import type { AlarmState, AliasState, FunctionState, ProbeAnswer } from './port.ts';

/** How one thing is. */
export interface Assessment {
  readonly health: Health;
  readonly reason: string;
  /** A further look would tell the same, so none is waited for. */
  readonly sure: boolean;
  /** When it came to be so, in epoch milliseconds, where AWS tells. */
  readonly since?: number;
  /** It could not be read, and may be in a while. */
  readonly again?: boolean;
}

/** Nothing to say. */
export const WELL: Assessment = { health: 'Healthy', reason: '', sure: true };

/** Characters of AWS's own words that are kept. */
const MAX_WORDS = 200;

/** Nobody could tell. A later look may. */
export function unreadable(problem: string, again = false): Assessment {
  return { health: 'Unknown', reason: `It could not be looked at: ${words(problem)}.`, sure: false, again };
}

/**
 * A function by its states (https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html). `Inactive` is well: it sleeps until it is called.
 */
export function assessFunction(found: FunctionState | undefined): Assessment {
  if (found === undefined) return gone('There is no such function.');
  const { state, stateReason, lastUpdate, lastUpdateReason } = found;
  if (state === 'Failed') return bad(`Its state is Failed${because(stateReason)}.`);
  if (lastUpdate === 'Failed') return bad(`Its last update failed${because(lastUpdateReason)}.`);
  if (state === 'Pending') return going(`It is not ready yet${because(stateReason)}.`);
  if (lastUpdate === 'InProgress') return going('Lambda still carries out an update.');
  if (state === 'Active' || state === 'Inactive') return WELL;
  return unreadable(`its state is ${state || 'not told'}`);
}

/** An alias, which has to lead to the version that the template means. */
export function assessAlias(found: AliasState | undefined, version: string | undefined): Assessment {
  if (found === undefined) return gone('There is no such alias.');
  if (found.shifting) return going('Its traffic is still being moved.');
  if (version === undefined || found.version === version) return WELL;
  return bad(`It leads to version ${found.version}, and not to ${version}.`);
}

const MAPPING_GOES_ON = new Set(['Creating', 'Enabling', 'Updating']);

/** An event source mapping. States: https://docs.aws.amazon.com/lambda/latest/api/API_GetEventSourceMapping.html */
export function assessMapping(state: string | undefined, off: boolean): Assessment {
  if (state === undefined) return gone('There is no such event source mapping.');
  if (MAPPING_GOES_ON.has(state)) return going(`It is ${state.toLowerCase()}.`);
  if (off || state === 'Enabled') return WELL;
  return state === 'Disabling' || state === 'Disabled'
    ? bad('It takes no events: it is disabled.')
    : gone(`It is ${state}.`);
}

/** An alarm. That it has no data yet is no bad news. */
export function assessAlarm(found: AlarmState | undefined): Assessment {
  if (found === undefined) return gone('There is no such alarm.');
  if (found.state !== 'ALARM') return WELL;
  return { ...bad(`It rings${because(found.reason)}.`), since: found.since };
}

/** A route by its answer, which a new deployment may take a minute to give. */
export function assessRoute(answer: ProbeAnswer, { status, timeoutMs }: ProbedRoute): Assessment {
  if ('problem' in answer) return unsure(`It gave no answer within ${timeoutMs} ms: ${words(answer.problem)}.`);
  const isWanted = status === undefined ? answer.status >= 200 && answer.status < 400 : answer.status === status;
  return isWanted ? WELL : unsure(`It answered ${answer.status}, and ${status ?? '200 to 399'} is expected.`);
}

/** What was to be there and is not, or is no more as it was: which of the looks finds that makes no difference. */
function bad(reason: string): Assessment {
  return { health: 'Degraded', reason, sure: true };
}

function unsure(reason: string): Assessment {
  return { health: 'Degraded', reason, sure: false };
}

function gone(reason: string): Assessment {
  return { health: 'Missing', reason, sure: true };
}

function going(reason: string): Assessment {
  return { health: 'Progressing', reason, sure: false };
}

function because(reason: string | undefined): string {
  return reason === undefined || reason === '' ? '' : `: ${words(reason)}`;
}

function words(text: string): string {
  return redact(text)
    .slice(0, MAX_WORDS)
    .replace(/[.\s]+$/, '');
}
