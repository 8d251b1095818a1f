import { type Agreed, agree } from './consent.ts';
import { CONSENT_KINDS, type ConsentKind, isConsentKind } from './diagnostics/consent.ts';
import { COMMAND_HELP } from './report/command-help.ts';
import { code, prose } from './report/markdown.ts';
import { reviewPull } from './review.ts';
import { allowFork } from './review-record.ts';
import { STACK_NAME } from './trigger/payload-fields.ts';
import type { CommandTrigger, LabelTrigger, ManualTrigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/**
 * What was said longer ago than this is not obeyed any more: a comment whose delivery GitHub could not make arrives hours later, when its author has
 * gone on by other means. What only looks, and a consent, which names its plan by time, are as good as ever.
 */
const STALE_MS = 60 * 60_000;
const AGELESS: ReadonlySet<CommandTrigger['verb']> = new Set(['plan', 'confirm', 'help']);

/**
 * What came of a command: done, handed to the applier whose check will tell, or refused. Words are said only where a sign says too little;
 * they are Markdown already.
 */
type Answer = { readonly sign: '+1' | 'eyes' | 'confused'; readonly words?: string };

/**
 * Does what a comment says, if its author may write to the registry (W13), and answers under it. Strangers get a sign and no words, so that they
 * cannot make us write. Gives a few words for the log.
 */
export async function obey(command: CommandTrigger, world: PlannerWorld, isLastAttempt: boolean): Promise<string> {
  const { sender, verb, number, comment, delivery } = command;
  const mayWrite = !sender.endsWith('[bot]') && (await world.pulls.canWrite(sender));
  const { sign, words }: Answer = mayWrite ? await answerTo(command, world, isLastAttempt) : { sign: 'confused' };
  if (words !== undefined) await world.comments.reply(number, delivery, words);
  await world.comments.react(comment, sign);
  return `${verb} of ${sender}: ${mayWrite ? sign : 'may not write'}`;
}

/** Takes a label as its owner's word. A refusal is told, because nothing else would tell it. */
export async function heedLabel(label: LabelTrigger, world: PlannerWorld): Promise<string> {
  const { number, sender: by, what, at, delivery } = label;
  const agreed = await agree({ number, by, via: 'label', kinds: [what], at }, world);
  const mayAnswer = agreed.kind === 'refused' && (await world.pulls.canWrite(by));
  if (mayAnswer) await world.comments.reply(number, delivery, prose(agreed.because));
  return `label of ${by}: ${agreed.kind}`;
}

async function answerTo(command: CommandTrigger, world: PlannerWorld, isLastAttempt: boolean): Promise<Answer> {
  if (!AGELESS.has(command.verb) && world.clock.now() - command.at > STALE_MS) {
    return refuse(
      `This reached Holdfast more than an hour after you wrote it, and was not done. Say it again if it still holds.`,
    );
  }
  switch (command.verb) {
    case 'plan':
      return plan(command, world, isLastAttempt);
    case 'confirm':
      return confirm(command, world);
    case 'apply':
      return apply(command, world);
    case 'retry':
      return handOver(command, { action: 'reconcile' }, world);
    case 'revert':
    case 'resume':
      return handOver(command, { action: command.verb }, world);
    case 'suspend':
      return handOver(command, { action: 'suspend', ...reasonIn(command) }, world);
    case 'accept':
      return accept(command, world);
    case 'adopt':
      return adopt(command, world);
    case 'rescue':
      return rescue(command, world);
    case 'help':
      return { sign: 'confused', words: COMMAND_HELP };
  }
}

/** Plans again. On a fork's pull request it also lets exactly this head be planned (P3). */
async function plan(command: CommandTrigger, world: PlannerWorld, isLastAttempt: boolean): Promise<Answer> {
  const pull = await world.pulls.readPull(command.number);
  if (!pull?.open || pull.baseRef !== world.config.branch) {
    return refuse(`Only open pull requests for ${code(world.config.branch)} have a plan.`);
  }
  const refused = pull.fork ? await allowFork(pull, command, world) : undefined;
  if (refused !== undefined) return refuse(prose(refused));
  await reviewPull(command.number, world, isLastAttempt);
  return { sign: '+1' };
}

/** What is applied is the branch, so there is nothing to apply before the merge. */
async function apply(command: CommandTrigger, world: PlannerWorld): Promise<Answer> {
  const pull = await world.pulls.readPull(command.number);
  if (pull?.open) return refuse(`Holdfast applies what is on ${code(world.config.branch)}: merge this first.`);
  return handOver(command, { action: 'reconcile' }, world);
}

async function confirm(command: CommandTrigger, world: PlannerWorld): Promise<Answer> {
  const { number, sender: by, words, at } = command;
  const kinds: readonly ConsentKind[] = words.filter(isConsentKind);
  if (kinds.length < words.length) {
    return refuse(`Nothing can be confirmed but ${CONSENT_KINDS.map(code).join(', ')}, or all of it by no word.`);
  }
  const agreed: Agreed = await agree({ number, by, via: 'comment', kinds, at }, world);
  return agreed.kind === 'agreed' ? { sign: '+1' } : refuse(prose(agreed.because));
}

/** Writing to branches of our own is not changing the platform: what is live is only proposed, and people merge it. */
async function adopt({ sender: by, words: names }: CommandTrigger, world: PlannerWorld): Promise<Answer> {
  const [{ adoptDrift }, { adoptionMarkdown }] = await Promise.all([
    import('./adopt-drift.ts'),
    import('./report/adoption.ts'),
  ]);
  const report = await adoptDrift({ by, names }, world, false);
  return { sign: report.pull === undefined ? 'confused' : '+1', words: adoptionMarkdown(report) };
}

/** The planner can change nothing (P1): the applier gets the person's wish, and its check tells how it goes. */
async function handOver(
  { sender, delivery }: CommandTrigger,
  wish: Pick<ManualTrigger, 'action' | 'reason' | 'until' | 'resources' | 'shown' | 'stack'>,
  world: PlannerWorld,
): Promise<Answer> {
  await world.queue.send({ type: 'manual', ...wish, requestedBy: sender, reference: delivery }, 'applier');
  return { sign: 'eyes' };
}

/** What is wrong with it is said at once; whether it was heard, the drift check tells. */
async function accept(command: CommandTrigger, world: PlannerWorld): Promise<Answer> {
  const { readAccept } = await import('./accept-command.ts');
  const wish = await readAccept(command.words, world);
  return 'problem' in wish ? refuse(prose(wish.problem)) : handOver(command, wish, world);
}

/** Only what is safe by default: what to skip or to keep is said on the command line, where the list is shown before. */
async function rescue(command: CommandTrigger, world: PlannerWorld): Promise<Answer> {
  const [stack = '', ...more] = command.words;
  if (!STACK_NAME.test(stack) || more.length > 0) {
    return refuse(
      'Name one stack, and nothing else. What to skip or to keep is said with `holdfast rescue` on the command line.',
    );
  }
  return handOver(command, { action: 'rescue', stack }, world);
}

function reasonIn({ words }: CommandTrigger): Pick<ManualTrigger, 'reason'> {
  const reason = words.join(' ').slice(0, 200).toWellFormed();
  return reason === '' ? {} : { reason };
}

function refuse(words: string): Answer {
  return { sign: 'confused', words };
}
