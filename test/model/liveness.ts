import { stackStatusRule } from '../../controller/status/stack-status.ts';
import { FIRST, isValid } from './content.ts';
import { contentOf, descends, type Model, touchesSince } from './model.ts';
import { wantedBy } from './oracle.ts';
import { currentRun } from './past.ts';
import type { Simulation } from './simulation.ts';
import { standing } from './step.ts';
import { push } from './steps/developers.ts';
import { ask, reconcile } from './steps/people.ts';

/** How often a person has to ask at most: a stack that cannot be mended shows itself only when it is tried. */
const ASKS = 3;
/** More rounds than any end of a history needs (C14). */
const MAX_ROUNDS = 3000;

/**
 * C14: faults stop, nothing comes from outside any more but the schedule. In bounded time nothing is left to do, and either the head is applied
 * or its check says why not, for a reason that the history gave.
 */
export async function converge(simulation: Simulation): Promise<void> {
  simulation.healAll();
  simulation.model.moment += 1;
  await settle(simulation);
  simulation.witness.judge(whyNotHeard(simulation));
  simulation.post.arrive({ type: 'schedule', task: 'resync' }, 'applier');
  simulation.post.arrive({ type: 'schedule', task: 'audit' }, 'planner');
  await settle(simulation);
  simulation.witness.judge(await whyNotDone(simulation));
}

/** A person does what checks ask for, and then the branch is applied, whatever came before. */
export async function rescue(simulation: Simulation): Promise<void> {
  const { model } = simulation;
  ask(simulation, { action: 'resume' });
  const content = model.head === undefined ? FIRST : (contentOf(model, model.head) ?? FIRST);
  if (!isValid(content) || model.truncated.has(model.head ?? '')) push(simulation, []);
  let missing: string | undefined;
  for (let time = 0; time < ASKS; time += 1) {
    tidyUp(simulation);
    if (askForRescues(simulation)) await settle(simulation);
    reconcile(simulation, true, true);
    await settle(simulation);
    missing = await notThere(simulation, 'although a person did everything that was asked');
    if (missing === undefined) return;
  }
  simulation.witness.judge(missing);
}

/** Where nothing was lost, a push alone is enough: nobody waits for the schedule. */
function whyNotHeard({ model: { head, lost }, dead, loop }: Simulation): string | undefined {
  if (head === undefined || lost || dead.length > 0) return undefined;
  if (loop.github.shownCheck('holdfast/apply', head) !== undefined) return undefined;
  return `V3: A push that arrives is enough to have its commit looked at. But: ${head} has no check.`;
}

async function settle(simulation: Simulation): Promise<void> {
  const goesOn = await simulation.work(MAX_ROUNDS);
  simulation.witness.judge(standing(simulation));
  simulation.witness.judge(goesOn ? `C14: The end is reached in ${MAX_ROUNDS} rounds. But: it was not.` : undefined);
}

/** Deletes by hand what only a person may decide about: stacks of others under our names, and what no update can mend. */
function tidyUp({ loop, model, past }: Simulation): void {
  for (const { name, stackId, status } of loop.cloudformation.stacks) {
    if (status === 'DELETE_COMPLETE') continue;
    const isStuck = stackStatusRule(status).desired === 'report';
    if (!model.foreign.has(stackId) && !isStuck) continue;
    loop.cloudformation.deleteByHand(name);
    model.moment += 1;
    model.touched.set(name, [...(model.touched.get(name) ?? []), model.moment]);
  }
  loop.cloudformation.deleteRetained();
  past.tables.clear();
}

/** Types the command that a check names for a stack whose update could not be taken back; says whether there was one. */
function askForRescues(simulation: Simulation): boolean {
  const stuck = simulation.loop.cloudformation.stacks.filter(({ status }) => status === 'UPDATE_ROLLBACK_FAILED');
  for (const { name } of stuck) {
    ask(simulation, { action: 'rescue', stack: name, reference: `rescue-${name}-${simulation.model.moment}` });
  }
  return stuck.length > 0;
}

/** The head is there, or its check says why not. */
async function whyNotDone(simulation: Simulation): Promise<string | undefined> {
  const { model, past, loop } = simulation;
  const { head } = model;
  if (head === undefined) return undefined;
  const open = loop.github.checkRuns().filter(({ name, sha, content }) => {
    const shown = loop.github.shownCheck(name, sha);
    return (
      content.conclusion === undefined &&
      shown?.content.conclusion === undefined &&
      !past.lateChecks.has(`${name} ${sha}`)
    );
  });
  if (open[0] !== undefined) return `G4: No check stays open. But: ${open[0].name} on ${open[0].sha} does.`;
  const run = currentRun(past);
  if (run?.state === 'in-progress') return `C14: Every run ends. But: ${run.id} does not.`;
  const shown = loop.github.shownCheck('holdfast/apply', head)?.content;
  if (shown === undefined) return `C14: The head has a check. But: ${head} has none.`;
  if (shown.conclusion === 'success') return notThere(simulation, 'although its check is green');
  const title = `${shown.title}\n${shown.summary}`;
  return isReason(title, head, simulation)
    ? undefined
    : `C14: The head is applied, or something stands against it. But: its check says "${title.slice(0, 600)}".`;
}

/** Whether the history had a reason for what a check says: where a stack failed, it is named. */
function isReason(title: string, head: string, { model, past }: Simulation): boolean {
  const content = contentOf(model, head);
  const isFaulty = content === undefined || !isValid(content) || model.truncated.has(head);
  if (isFaulty) return true;
  if (/Suspended by/.test(title)) return past.environment.suspended !== undefined;
  if (/Rolled back|Rolling back|rolled back/.test(title))
    return past.environment.rolledBack !== undefined || model.goingBack.size > 0;
  if (/History was rewritten/.test(title)) return wasRewritten(model);
  if (/Needs consent/.test(title)) return true;
  if (/ForeignStack/.test(title)) return model.foreign.size > 0;
  if (/already exists|ResourceExistenceCheck/.test(title)) return true;
  return [...model.unlucky, ...model.touched.keys()].some((stack) => title.includes(stack));
}

function wasRewritten({ heads, ...model }: Model): boolean {
  return heads.some(({ sha }, at) => {
    const before = heads[at - 1];
    return before !== undefined && !descends({ heads, ...model }, sha, before.sha);
  });
}

/** What of the head is not in AWS. */
async function notThere({ model, loop, past }: Simulation, although: string): Promise<string | undefined> {
  const { head } = model;
  if (head === undefined) return undefined;
  const end = (words: string) => `C14: The head is applied in the end. But: ${words}, ${although}.`;
  if (past.environment.appliedSha !== head) {
    const shown = loop.github.shownCheck('holdfast/apply', head)?.content;
    return end(`${past.environment.appliedSha} is and not ${head}: ${shown?.title} ${shown?.summary.slice(0, 600)}`);
  }
  const content = contentOf(model, head) ?? FIRST;
  for (const { name, body } of await wantedBy(content)) {
    if (touchesSince(model, name, past.begun.get(head) ?? 0) > 0 && although.includes('green')) continue;
    const stack = loop.cloudformation.stacks.findLast((one) => one.name === name && one.status !== 'DELETE_COMPLETE');
    if (stack?.content.body !== body) return end(`${name} is ${stack === undefined ? 'not there' : 'another'}`);
  }
  return undefined;
}
