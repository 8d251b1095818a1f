import { touchesSince } from '../model.ts';
import { beginning, callKey, currentRun } from '../past.ts';
import type { EachDeed } from '../promises.ts';

/** Whoever works late may finish the one call that it was at: CloudFormation knows nothing of leases. */
const LATE_CALLS = 1;

/** Who may change something, and how often. */
export const WRITERS: readonly EachDeed[] = [
  {
    number: 'C1',
    rule: 'Only the holder of the lease tells CloudFormation to do something; one that lost it finishes the call that it was at.',
    broken: ({ effect, worker, late }) => {
      if (effect.kind !== 'call') return undefined;
      if (worker.lease === undefined) return `${worker.id} made ${effect.method} without a lease.`;
      return late && worker.lateCalls > LATE_CALLS ? `${worker.id} went on with ${effect.method}.` : undefined;
    },
  },
  {
    number: 'P1',
    rule: 'The planner changes nothing in AWS and begins no run.',
    broken: ({ effect: { kind }, worker }) =>
      worker.role === 'planner' && (kind === 'call' || kind === 'run' || kind === 'environment')
        ? `${worker.id} wrote: ${kind}.`
        : undefined,
  },
  {
    number: 'C3',
    rule: 'One run does one thing to one stack once, unless somebody else changed the stack meanwhile.',
    broken: ({ effect, past, late }) => {
      if (effect.kind !== 'call' || late) return undefined;
      const run = currentRun(past);
      const name = effect.stack.name;
      const times = 1 + (past.calls.get(callKey(run, effect)) ?? 0);
      const allowed = 1 + touchesSince(past.model, name, beginning(past));
      return times > allowed ? `${effect.method} on ${name} for the ${times}th time in run ${run?.id}.` : undefined;
    },
  },
  {
    number: 'C13',
    rule: 'A commit that ended without success is begun again only when a person asks or something else was begun since.',
    broken: ({ effect, past, worker }) => {
      if (effect.kind !== 'run' || !effect.begins || effect.run.state !== 'in-progress') return undefined;
      const { run } = effect;
      const ended = past.ended.get(run.id);
      if (ended === undefined || worker.trigger.type === 'manual') return undefined;
      const { asked, heads } = past.model;
      const since = [...asked, ...heads.map(({ moment }) => moment)].some((moment) => moment > ended);
      const others = past.order.some(({ sha, moment }) => moment > ended && sha !== run.sha);
      return since || others ? undefined : `${run.id} was begun again by ${worker.trigger.type}.`;
    },
  },
];
