import { isValid } from '../content.ts';
import { contentOf, descends, type Model, wasOnBranch } from '../model.ts';
import { wantedBy } from '../oracle.ts';
import type { Deed, EachDeed } from '../promises.ts';

/** Which commit may be begun. */
export const REVISIONS: readonly EachDeed[] = [
  {
    number: 'V1',
    rule: 'A commit is begun only when it descends from what is applied, or when a person named it.',
    broken: (deed) => {
      const run = begun(deed, 'apply');
      const { appliedSha, rolledBack } = deed.past.environment;
      const base = rolledBack?.over ?? appliedSha;
      if (run === undefined || base === undefined || mayCome(run.sha, base, deed.past.model)) return undefined;
      return run.sha === appliedSha ? undefined : `${run.sha} was begun over ${base}.`;
    },
  },
  {
    number: 'V1',
    rule: 'What is applied goes forward, or back where a person, or the registry, asked for it.',
    broken: ({ effect, past: { model } }) => {
      if (effect.kind !== 'environment') return undefined;
      const [from, to] = [effect.before.appliedSha, effect.environment.appliedSha];
      if (from === undefined || to === undefined || from === to) return undefined;
      if (mayCome(to, from, model) || model.goingBack.has(to)) return undefined;
      // Forward again after a rollback: from where the branch was then.
      const over = effect.before.rolledBack?.over ?? from;
      return descends(model, to, over) || model.heads.some(({ sha }) => sha === to && model.goingBack.has(from))
        ? undefined
        : `it went from ${from} to ${to}.`;
    },
  },
  {
    number: 'V3',
    rule: 'While the branch does not show a pushed commit yet, nothing else is begun in its name.',
    broken: (deed) => {
      const run = begun(deed, 'apply');
      const { trigger } = deed.worker;
      const push = trigger.type === 'push' ? trigger : trigger.type === 'continue' ? trigger.push : undefined;
      const tries = trigger.type === 'continue' ? trigger.attempt : 0;
      if (run === undefined || push === undefined || tries >= 6 || push.after === run.sha) return undefined;
      const { sha: head, moment } = deed.past.model.heads.at(-1) ?? { sha: '', moment: 0 };
      return push.after === head && moment <= deed.worker.began
        ? `${run.sha} was begun for the push of ${push.after}.`
        : undefined;
    },
  },
  {
    number: 'V5',
    rule: 'Everything that a run does comes from one commit, all of it and nothing else.',
    broken: async (deed) => {
      const run = begun(deed, 'apply') ?? begun(deed, 'rollback');
      if (run === undefined) return undefined;
      const { model } = deed.past;
      const content = contentOf(model, run.sha);
      if (content === undefined || model.truncated.has(run.sha)) return `${run.sha} cannot be read as a whole.`;
      const wanted = new Map((await wantedBy(content)).map(({ name, digest }) => [name, digest]));
      const wrong = run.targets.find(
        ({ name, action, templateDigest }) => action !== 'delete' && wanted.get(name) !== templateDigest,
      );
      return wrong && `${wrong.name} would get another template than ${run.sha} has.`;
    },
  },
  {
    number: 'V6',
    rule: 'Only commits that the branch had are begun.',
    broken: (deed) => {
      const run = begun(deed, 'apply') ?? begun(deed, 'rollback');
      return run === undefined || wasOnBranch(deed.past.model, run.sha)
        ? undefined
        : `${run.sha} was never on the branch.`;
    },
  },
  {
    number: 'K2',
    rule: 'A registry with a mistake in it is not begun at all.',
    broken: (deed) => {
      const run = begun(deed, 'apply') ?? begun(deed, 'rollback');
      const content = run && contentOf(deed.past.model, run.sha);
      return content === undefined || isValid(content) ? undefined : `${run?.sha} was begun.`;
    },
  },
];

/** The run that a deed begins, if it is of this purpose and not about one component. */
export function begun({ effect }: Deed, purpose: 'apply' | 'rollback' | 'revert') {
  if (effect.kind !== 'run' || !effect.begins || effect.run.state !== 'in-progress') return undefined;
  return effect.run.purpose === purpose ? effect.run : undefined;
}

function mayCome(sha: string, base: string, model: Model): boolean {
  return descends(model, sha, base) || model.accepted.has(sha);
}
