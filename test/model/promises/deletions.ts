import { isValid } from '../content.ts';
import { contentOf, touchesSince } from '../model.ts';
import { currentRun, type Past } from '../past.ts';
import type { EachDeed } from '../promises.ts';
import { begun } from './revisions.ts';

/** What may be deleted, and when. */
export const DELETIONS: readonly EachDeed[] = [
  {
    number: 'K1',
    rule: 'Nothing is deleted for a registry that is empty or cannot be read.',
    broken: ({ effect, past, late }) => {
      if (effect.kind !== 'call' || effect.method !== 'deleteStack' || late) return undefined;
      const sha = currentRun(past)?.sha;
      const content = sha === undefined ? undefined : contentOf(past.model, sha);
      return content !== undefined && isValid(content) ? undefined : `${effect.stack.name} was deleted for ${sha}.`;
    },
  },
  {
    number: 'K3',
    rule: 'A function that only gets another name takes somebody who agrees.',
    broken: (deed) => {
      const run = begun(deed, 'apply');
      const { model, environment, stacks, consents } = deed.past;
      const [before, after] = [environment.appliedSha, run?.sha].map((sha) => sha && contentOf(model, sha));
      if (!before || !after || before.orders !== after.orders || after.orders === 'absent') return undefined;
      const record = stacks.get('acme-team-orders');
      if (before.name === after.name || record?.applied?.sha !== environment.appliedSha) return undefined;
      // What is gone, or half there, has no name to lose.
      const { applied, attempted } = record ?? {};
      if (attempted?.unfinished || attempted?.templateDigest !== applied?.templateDigest) return undefined;
      if (touchesSince(model, 'acme-team-orders', 0) > 0) return undefined;
      const given = consents.get(run?.plan?.digest ?? '') ?? [];
      return given.some(({ what }) => what === 'rename') ? undefined : `${run?.sha} was begun.`;
    },
  },
  {
    number: 'K5',
    rule: 'A commit that deletes more than the registry allows takes somebody who agrees.',
    broken: (deed) => {
      const run = begun(deed, 'apply') ?? begun(deed, 'rollback');
      if (run?.plan === undefined || run.plan.summary.delete <= limitOf(deed.past, run.sha)) return undefined;
      const given = deed.past.consents.get(run.plan.digest) ?? [];
      return given.some(({ what }) => what === 'mass-delete')
        ? undefined
        : `${run.sha} was begun, which deletes ${run.plan.summary.delete} resources.`;
    },
  },
  {
    number: 'K6',
    rule: 'What is not ours is never touched.',
    broken: ({ effect, worker, past: { model } }) => {
      if (effect.kind !== 'call' || !model.foreign.has(effect.stack.stackId)) return undefined;
      const { name } = effect.stack;
      // A change set alone changes nothing, and this one was begun before the stack was there.
      const isNew = touchesSince(model, name, worker.looked.get(name) ?? 0) > 0;
      return effect.method === 'createChangeSet' && isNew ? undefined : `${effect.method} on ${name}.`;
    },
  },
  {
    number: 'K7',
    rule: 'Stacks are deleted only after everything that the commit creates or updates is applied.',
    broken: ({ effect, past, late }) => {
      if (effect.kind !== 'call' || effect.method !== 'deleteStack' || late) return undefined;
      const run = currentRun(past);
      const target = run?.targets.find(({ name }) => name === effect.stack.name);
      if (run === undefined || target?.action !== 'delete') return undefined;
      const open = run.targets.find(({ name, action }) => action !== 'delete' && run.steps[name]?.step !== 'applied');
      return open && `${effect.stack.name} was deleted before ${open.name} was applied.`;
    },
  },
  {
    number: 'K7',
    rule: 'Only what the record knows as ours, or what a failed creation left, is deleted.',
    broken: ({ effect, past, late }) => {
      if (effect.kind !== 'call' || effect.method !== 'deleteStack' || late) return undefined;
      const { name, stackId, status } = effect.stack;
      const target = currentRun(past)?.targets.find((one) => one.name === name);
      if (target?.action === 'delete') {
        const recorded = past.stacks.get(name)?.stackId;
        return recorded === undefined || recorded === stackId ? undefined : `${name} is another one than was recorded.`;
      }
      const isLeftOver = status === 'ROLLBACK_COMPLETE' || status === 'CREATE_FAILED' || status === 'DELETE_FAILED';
      return target !== undefined && isLeftOver ? undefined : `${name} was ${status} and is wanted.`;
    },
  },
];

/** The strictest limit of what is applied and what is wanted, as far as the alphabet has one below the default. */
function limitOf({ model, environment: { appliedSha } }: Past, sha: string): number {
  const contents = [appliedSha, sha].map((one) => (one === undefined ? undefined : contentOf(model, one)));
  return contents.some((content) => content?.sync === 'careful') ? 2 : Number.POSITIVE_INFINITY;
}
