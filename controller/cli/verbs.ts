import { InvalidArgumentError, Option } from 'commander';
import { CONSENT_KINDS, type ConsentKind, isConsentKind } from '../diagnostics/consent.ts';
import { LOGICAL_ID, MAX_LOGICAL_IDS } from '../trigger/payload-fields.ts';
import { COST_ORDERS } from './cost-order.ts';
import { FORMATS } from './io.ts';
import type { Verb } from './verb.ts';

/** Options that every verb has, a fresh list for each parser. */
export function commonOptions(): readonly Option[] {
  return [
    new Option('--registry <dir>', 'folder of the registry').default('.'),
    new Option('--format <format>', 'how to print').choices(FORMATS).default('text'),
    new Option('--environment <name>', 'environment of the deployed controller (default: that of platform.yaml)'),
    new Option('--quiet', 'no progress on standard error'),
    new Option(
      '--limits <list>',
      'how much of the registry is read, e.g. `files=50000,fileBytes=1048576` (see limits.md)',
    ),
  ];
}

/** Every verb of the command line, in the order in which help lists them. */
export const VERBS: readonly Verb[] = [
  {
    name: 'init',
    summary: 'Write the one file that a platform or a team begins with, and the schema for your editor.',
    example: 'holdfast init team payments --owner payments-engineering',
    arguments: [
      { name: '<what>', description: '`platform` or `team`' },
      { name: '[name]', description: 'name of the team' },
    ],
    options: [new Option('--owner <owner>', 'who answers for the team (default: its name)')],
    exits: { 0: 'written', 1: 'the file would not be valid, and was not written' },
    load: () => import('./init.ts'),
  },
  {
    name: 'validate',
    summary: 'Check the registry: every mistake, each with its line.',
    example: 'holdfast validate --registry registry/starter',
    exits: { 0: 'no errors (there may be warnings)', 1: 'at least one error' },
    load: () => import('./validate.ts'),
  },
  {
    name: 'plan',
    summary: 'Show what applying the registry would change in AWS. Changes nothing.',
    example: 'holdfast plan --registry registry/starter --offline --out /tmp/templates',
    options: [
      new Option('--offline', 'do not look at AWS: plan as if nothing existed'),
      new Option('--out <dir>', 'also write every template to <dir>/<stack>.template.json'),
      componentOption(),
    ],
    exits: { 0: 'nothing to do', 1: 'something would change, or the registry has errors' },
    load: () => import('./plan.ts'),
  },
  {
    name: 'cost',
    summary: 'Estimate what the registry costs a month, and where each dollar goes. Needs no AWS.',
    example: 'holdfast cost --registry registry/starter --by resource',
    options: [new Option('--by <order>', 'what to add up').choices(COST_ORDERS).default('team')],
    exits: { 0: 'estimated', 1: 'above a budget, or the registry has errors' },
    load: () => import('./cost.ts'),
  },
  {
    name: 'apply',
    summary: 'Apply the committed registry folder from here, with your own credentials and the shared record.',
    example: 'holdfast apply --registry . --yes',
    options: [new Option('--yes', 'do not ask'), componentOption(), confirmOption()],
    exits: { 0: 'everything is applied', 1: 'refused, failed, or not confirmed' },
    load: () => import('./apply.ts'),
  },
  {
    name: 'drift',
    summary: 'Compare what is applied with what is really there; --revert puts back what Git says.',
    example: 'holdfast drift --registry . --revert',
    options: [new Option('--revert', 'ask the deployed controller to put it back, and wait for it')],
    exits: { 0: 'no drift but what is accepted or ignored, or reverted', 1: 'drift found, or the revert failed' },
    load: () => import('./drift.ts'),
  },
  {
    name: 'accept',
    summary:
      'Leave what has drifted until a day: no drift until then, unless it changes again; --withdraw takes that back.',
    example: 'holdfast accept Function/charge --until 2027-01-31 --reason test --environment dev',
    arguments: [
      {
        name: '[resources...]',
        description:
          'documents, logical ids or names in AWS, with `<stack>/` before them where needed; left out: everything that has drifted',
      },
    ],
    options: [
      new Option('--until <day>', 'the last day, YYYY-MM-DD in UTC, at most 90 days ahead'),
      new Option('--withdraw', 'take back that it is accepted'),
      new Option('--reason <text>', 'why: one line').argParser(oneShortLine),
    ],
    exits: { 0: 'asked' },
    load: () => import('./accept.ts'),
  },
  {
    name: 'adopt',
    summary: 'Write what was changed by hand in AWS into the registry folder, and print the diff. Commits nothing.',
    example: 'holdfast adopt charge,orders --registry .',
    arguments: [
      {
        name: '[resources]',
        description: 'only these, with commas: documents, logical ids or names in AWS (default: all)',
      },
    ],
    exits: { 0: 'written, or nothing has drifted', 1: 'some of it cannot be written into the registry' },
    load: () => import('./adopt.ts'),
  },
  {
    name: 'status',
    summary: 'Show what is applied, the health of every stack, and the last drift sweep.',
    example: 'holdfast status --environment dev',
    exits: { 0: 'every stack is Synced, and Healthy as far as is known yet', 1: 'at least one is not' },
    load: () => import('./status.ts'),
  },
  {
    name: 'reconcile',
    summary: 'Ask the deployed controller to apply the branch head now, also one that failed before.',
    example: 'holdfast reconcile --environment dev --wait',
    options: [
      new Option('--accept <sha>', 'apply this commit although it does not descend from the applied one'),
      confirmOption(),
      new Option('--wait', 'stay until the run has ended, and print its outcome'),
    ],
    exits: { 0: 'asked; with --wait: the run succeeded', 1: 'with --wait: the run did not succeed' },
    load: () => import('./reconcile.ts'),
  },
  {
    name: 'events',
    summary: 'Show queues with their dead letters, and put these back after what was wrong is mended.',
    example: 'holdfast events redrive payments/statements --environment dev',
    arguments: [
      { name: '[what]', description: '`list` (default) or `redrive`' },
      { name: '[name]', description: 'the queue to redrive, as `list` names it' },
    ],
    options: [
      new Option('--yes', 'do not ask before putting messages back'),
      new Option('--rate <n>', 'put back at most so many a second, up to 500').argParser(messagesPerSecond),
    ],
    exits: { 0: 'no dead letters, or all are put back', 1: 'there are dead letters, or some could not be put back' },
    load: () => import('./events.ts'),
  },
  {
    name: 'suspend',
    summary: 'Have the deployed controller begin nothing new. What is under way goes on to its end.',
    example: 'holdfast suspend --environment dev --reason migration',
    options: [new Option('--reason <text>', 'why, for those who wait: one line').argParser(oneShortLine)],
    exits: { 0: 'asked' },
    load: () => import('./suspend.ts'),
  },
  {
    name: 'resume',
    summary: 'Let a suspended controller go on, with the head of the branch.',
    example: 'holdfast resume --environment dev',
    exits: { 0: 'asked' },
    load: () => import('./resume.ts'),
  },
  {
    name: 'history',
    summary: 'List what was applied, reverted and rolled back, newest first, and who merged and approved it.',
    example: 'holdfast history --environment dev --limit 5',
    options: [new Option('--limit <n>', 'how many runs').default(20).argParser(atLeastOne)],
    exits: { 0: 'listed' },
    load: () => import('./history.ts'),
  },
  {
    name: 'show',
    summary: 'Show one run in full: plan, permissions, approvals, change sets, how each operation ended, its evidence.',
    example: 'holdfast show 3f2c1a9 --environment dev --format markdown',
    arguments: [{ name: '<run>', description: 'a commit, which may be abbreviated, or the id of a run' }],
    exits: { 0: 'shown' },
    load: () => import('./show.ts'),
  },
  {
    name: 'verify',
    summary: 'Check that the evidence is whole and unchanged: every entry, every link, every body.',
    example: 'holdfast verify --environment dev',
    options: [new Option('--expect <hash>', 'the hash of an entry that was noted down before has to be there, too')],
    exits: { 0: 'the chain is intact', 1: 'it is broken; the first finding names the first broken entry' },
    load: () => import('./verify.ts'),
  },
  {
    name: 'rollback',
    summary: 'Go back to an earlier commit of the branch: plan it, ask, and have the deployed controller apply it.',
    example: 'holdfast rollback HEAD~1 --registry . --environment dev',
    arguments: [{ name: '<revision>', description: 'a commit of the branch, in any form that git understands' }],
    options: [new Option('--yes', 'do not ask'), confirmOption()],
    exits: { 0: 'rolled back', 1: 'refused, failed, or not confirmed' },
    load: () => import('./rollback.ts'),
  },
  {
    name: 'rescue',
    summary: 'Show stuck stacks and the one safe way out of each, or have the deployed controller take it.',
    example: 'holdfast rescue shared-lambda-infra-team-payments --environment dev',
    arguments: [{ name: '[stack]', description: 'the stack to rescue (default: show all that are stuck)' }],
    options: [
      new Option(
        '--skip <list>',
        'leave these resources as they are while the rollback goes on, with commas',
      ).argParser(logicalIds),
      new Option('--retain <list>', 'leave these resources in AWS when the stack is deleted, with commas').argParser(
        logicalIds,
      ),
      new Option('--yes', 'do not ask'),
    ],
    exits: {
      0: 'no stack is stuck, or it was rescued',
      1: 'a stack is stuck, or the rescue was refused, failed or not confirmed',
    },
    load: () => import('./rescue.ts'),
  },
  {
    name: 'outputs',
    summary: 'Show what the applied platform and its teams give to other tools: ids, names, addresses.',
    example: 'holdfast outputs --environment dev --team payments --format json',
    options: [
      new Option('--team <name>', 'only the outputs of this team'),
      new Option('--out <file>', 'also write them as a Terraform state'),
    ],
    exits: { 0: 'printed', 1: 'printed, and their published copies are not up to date' },
    load: () => import('./outputs.ts'),
  },
  {
    name: 'schema',
    summary: 'Print the JSON Schema of a kind, or of the whole registry.',
    example: 'holdfast schema function > function.schema.json',
    arguments: [{ name: '[kind]', description: 'a kind such as function, or registry (default), or overlay' }],
    exits: { 0: 'printed' },
    load: () => import('./schema.ts'),
  },
  {
    name: 'demo',
    summary: 'Play the whole story on a local AWS and GitHub: plan, merge, apply, drift, revert.',
    example: 'holdfast demo --once --format json',
    options: [new Option('--once', 'end after the last step instead of staying for you to play')],
    exits: { 0: 'every step went well', 1: 'a step failed' },
    load: () => import('./demo.ts'),
  },
];

function componentOption(): Option {
  const names = 'network, stateful, application, observability, edge, or team/<team>';
  return new Option('--component <name>', `only this part of the registry: ${names}`);
}

function confirmOption(): Option {
  const kinds = CONSENT_KINDS.join(', ');
  return new Option('--confirm <list>', `agree to what its plan asks, with commas: ${kinds}`).argParser(consentKinds);
}

function atLeastOne(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It has to be a whole number above 0.');
}

function consentKinds(text: string): readonly ConsentKind[] {
  const words = text.split(',').map((word) => word.trim());
  const kinds = words.filter(isConsentKind);
  if (kinds.length === words.length) return [...new Set(kinds)];
  throw new InvalidArgumentError(`It has to be of ${CONSENT_KINDS.join(', ')}.`);
}

function logicalIds(text: string): readonly string[] {
  const ids = text.split(',').map((word) => word.trim());
  if (ids.length <= MAX_LOGICAL_IDS && ids.every((id) => LOGICAL_ID.test(id))) return [...new Set(ids)];
  throw new InvalidArgumentError('It has to be logical ids, letters and digits, with commas between them.');
}

function oneShortLine(text: string): string {
  if (/^[^\p{Cc}]{1,200}$/u.test(text)) return text;
  throw new InvalidArgumentError('It has to be one line of at most 200 characters.');
}

/** SQS moves up to 500 a second: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
function messagesPerSecond(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 500) return value;
  throw new InvalidArgumentError('It has to be a whole number from 1 to 500.');
}
