import type { StackStep } from '../../../controller/apply/progress.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import { stackStatusRule } from '../../../controller/status/stack-status.ts';
import { contentOf, touchesSince } from '../model.ts';
import { wantedBy } from '../oracle.ts';
import { beginning, currentRun, isReadBack, type Past } from '../past.ts';
import type { Deed, EachDeed } from '../promises.ts';
import { SCRIPTED } from '../scripted.ts';

/** What is said to have come of a run. */
export const OUTCOMES: readonly EachDeed[] = [
  {
    number: 'C7',
    rule: 'A run has succeeded only when every one of its stacks is applied.',
    broken: ({ effect }) => {
      if (effect.kind !== 'run' || effect.run.state !== 'succeeded') return undefined;
      const { targets, steps } = effect.run;
      const missing = targets.filter(({ name }) => steps[name]?.step !== 'applied').map(({ name }) => name);
      return missing.length === 0 ? undefined : `${missing.join(', ')} of ${effect.run.id} is not.`;
    },
  },
  {
    number: 'C7',
    rule: 'A commit is the applied one only when every stack that it wants was read back as it wants it, and no other is left.',
    broken: async (deed) => {
      const { effect, past } = deed;
      if (effect.kind !== 'environment') return undefined;
      const sha = effect.environment.appliedSha;
      return sha === undefined || sha === effect.before.appliedSha ? undefined : notAsWanted(sha, deed, past);
    },
  },
  {
    number: 'C7',
    rule: 'A stack is recorded as applied when CloudFormation is done with it and has the template.',
    broken: ({ effect, worker, past, cloudformation }) => {
      if (effect.kind !== 'stack' || effect.record.applied?.sha === undefined) return undefined;
      const { name } = effect.record;
      const looked = worker.looked.get(name) ?? 0;
      if (!isReadBack(past, effect.record) || touchesSince(past.model, name, looked) > 0) return undefined;
      const stack = cloudformation.stacks.find(({ stackId }) => stackId === effect.record.stackId);
      if (stack === undefined) return `${name} is not there.`;
      if (!isDone(stack.status)) return `${name} is ${stack.status}.`;
      const isSame = digestOf(stack.content.body) === effect.record.applied?.templateDigest;
      return isSame ? undefined : `${name} has another.`;
    },
  },
  {
    number: 'C6',
    rule: 'A stack fails only because CloudFormation failed, or because somebody else changed it.',
    broken: ({ effect, past }) => {
      if (effect.kind !== 'run') return undefined;
      const { run, before } = effect;
      for (const [name, step] of Object.entries(run.steps)) {
        if (step.step !== 'failed' || before?.steps[name]?.step === 'failed') continue;
        if (!hasCause(name, step, past)) return `${name} failed: ${step.reason}`;
      }
      return undefined;
    },
  },
  {
    number: 'C8',
    rule: 'Throttling and silence never fail a stack.',
    broken: ({ effect }) => {
      if (effect.kind !== 'run') return undefined;
      const reasons = Object.values(effect.run.steps).flatMap((step) => (step.step === 'failed' ? [step.reason] : []));
      return reasons.find((reason) => /Rate exceeded|did not answer/.test(reason));
    },
  },
  {
    number: 'G2',
    rule: 'The check of a commit is green only once the commit is the applied one.',
    broken: ({ effect, past }) => {
      if (effect.kind !== 'check' || effect.name !== 'holdfast/apply') return undefined;
      if (effect.content.conclusion !== 'success' || past.applied.has(effect.sha)) return undefined;
      return `that of ${effect.sha} says "${effect.content.title}".`;
    },
  },
  {
    number: 'F7',
    rule: 'What nobody changed by hand is not drift.',
    broken: ({ effect, past: { model, stacks } }) => {
      if (effect.kind !== 'drift') return undefined;
      const found = effect.result.resources.find(
        ({ status, stack, physicalId }) =>
          status !== 'in-sync' &&
          status !== 'unchecked' &&
          !model.drifted.has(physicalId ?? '') &&
          touchesSince(model, stack, 0) === 0 &&
          // What the last attempt took away and could not make again is missing indeed.
          stacks.get(stack)?.attempted?.unfinished !== true &&
          // The parts of an API go with it, whichever stack made them.
          touchesSince(model, 'acme-application', 0) === 0,
      );
      return found && `${found.stack}/${found.logicalId || found.physicalId} is said to be ${found.status}.`;
    },
  },
];

/** Nothing runs, or only what is no longer wanted is taken away. A rollback that is complete left the last good state. */
function isDone(status: string): boolean {
  const { kind, result, desired } = stackStatusRule(status);
  return result === 'applied' || (kind === 'stable' && desired === 'update');
}

async function notAsWanted(sha: string, { cloudformation }: Deed, past: Past): Promise<string | undefined> {
  const content = contentOf(past.model, sha);
  if (content === undefined) return `nobody committed ${sha}.`;
  // What the record knows is not read again for every commit: what people do to it is found by sweeps.
  const isLeftAlone = (name: string) =>
    touchesSince(past.model, name, past.readBack.get(name) ?? beginning(past)) === 0;
  const stacks = new Map(
    cloudformation.stacks.filter(({ status }) => status !== 'DELETE_COMPLETE').map((stack) => [stack.name, stack]),
  );
  const wanted = await wantedBy(content);
  if (wanted.length === 0) return `${sha} means nothing that could be applied.`;
  for (const { name, body } of wanted.filter((stack) => isLeftAlone(stack.name))) {
    const stack = stacks.get(name);
    if (stack?.content.body !== body) return `${name} is ${stack === undefined ? 'not there' : 'another'}.`;
    if (!isDone(stack.status)) return `${name} is ${stack.status}.`;
  }
  if (content.sync === 'keeping' || currentRun(past)?.component !== undefined) return undefined;
  const names = new Set(wanted.map(({ name }) => name));
  // Also what no record knows any more: a stack that was forgotten is never deleted.
  const ours = [...stacks.values()].filter(({ content: { tags } }) => tags['managed-by'] === 'holdfast');
  const known = new Set([...past.stacks.keys(), ...ours.map(({ name }) => name)]);
  const left = [...known].find((name) => !names.has(name) && stacks.has(name) && isLeftAlone(name));
  return left && `${left} is still there.`;
}

function hasCause(name: string, { reason }: Extract<StackStep, { step: 'failed' }>, { model }: Past): boolean {
  if (reason.includes(SCRIPTED) || /already exists|ResourceExistenceCheck/.test(reason)) return true;
  const wasTouched = touchesSince(model, name, 0) > 0;
  // A change set that became useless is made again.
  if (/cannot be executed in its current status|changed after the change set was made/.test(reason)) return false;
  return model.unlucky.has(name) || wasTouched;
}
