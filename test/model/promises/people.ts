import { touchesSince } from '../model.ts';
import { beginning, currentRun } from '../past.ts';
import type { EachDeed } from '../promises.ts';
import { begun } from './revisions.ts';

/** Whose word counts: one colleague of the author, and whoever may use the command line. */
export const MAY_AGREE: ReadonlySet<string> = new Set(['boss', 'operator']);

/** What people did and said. */
export const PEOPLE: readonly EachDeed[] = [
  {
    number: 'C10',
    rule: 'What CloudFormation says that a change set would do is kept as evidence before it is executed.',
    broken: ({ effect, past, late }) => {
      if (effect.kind !== 'call' || effect.method !== 'executeChangeSet' || late) return undefined;
      const run = currentRun(past);
      const key = `${run?.id} ${run?.startedAt} change-set/${effect.stack.name}/${effect.changeSet}`;
      return past.noted.has(key) ? undefined : `${effect.changeSet} of ${effect.stack.name} was not.`;
    },
  },
  {
    number: 'C10',
    rule: 'What somebody changed by hand is overwritten only after CloudFormation was asked what that would do.',
    broken: ({ effect, past, late, cloudformation }) => {
      if (effect.kind !== 'stack' || late || effect.record.applied === undefined) return undefined;
      const { name } = effect.record;
      if (touchesSince(past.model, name, beginning(past)) > 0) return undefined;
      const body = cloudformation.stacks.find((stack) => stack.stackId === effect.record.stackId)?.content.body;
      return body === undefined ? `${name} was recorded without being there.` : undefined;
    },
  },
  {
    number: 'G6',
    rule: 'Only somebody else than the author, who may write, agrees; and only to a plan that was shown.',
    broken: ({ effect, past }) => {
      if (effect.kind !== 'consent') return undefined;
      if (!MAY_AGREE.has(effect.consent.by)) return `${effect.consent.by} agreed.`;
      return past.asked.has(effect.digest) || effect.consent.via === 'command-line'
        ? undefined
        : `nobody was asked about ${effect.digest}.`;
    },
  },
  {
    number: 'G6',
    rule: 'A run begins only when what its plan asks was agreed to, for exactly that plan.',
    broken: (deed) => {
      const run = begun(deed, 'apply') ?? begun(deed, 'rollback');
      if (run === undefined) return undefined;
      const given = deed.past.consents.get(run.plan?.digest ?? '') ?? [];
      const open = run.findings.find(
        ({ severity, consent }) =>
          severity === 'error' || (consent !== undefined && !given.some(({ what }) => what === consent.what)),
      );
      return open && `${run.id} began with ${open.code}.`;
    },
  },
  {
    number: 'C10',
    rule: 'Nothing is begun while a person keeps the environment suspended.',
    broken: (deed) => {
      const run = begun(deed, 'apply') ?? begun(deed, 'rollback') ?? begun(deed, 'revert');
      return run !== undefined && deed.past.environment.suspended !== undefined ? `${run.id} began.` : undefined;
    },
  },
];
