import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { createStackWriter } from '../adapters/cloudformation.ts';
import { requestReconcile } from '../adapters/controller-api.ts';
import type { StackEvent } from '../apply/port.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { oneLine, visible } from '../report/visible.ts';
import { lastSha, ownStacks, rescueId } from '../rescue.ts';
import { findStuck, type StuckStack } from '../stuck-stacks.ts';
import { openLedger, requireController } from './aws.ts';
import { confirmed } from './confirm.ts';
import { requireEnvironment } from './environment.ts';
import { printRun, untilRunEnded } from './follow-run.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';

/** Options of `rescue`. */
export interface RescueOptions extends CommonOptions {
  readonly skip?: readonly string[];
  readonly retain?: readonly string[];
  readonly yes?: boolean;
}

/** `holdfast rescue [STACK]`: show what is stuck, or get one stack out after it was shown and agreed to. */
export async function run(options: RescueOptions, io: Io, name?: string): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const ledger = openLedger(controller);
  const client = new CloudFormationClient(CLOUDFORMATION_RETRY);
  const environment = await ledger.readEnvironment();
  const names = await ownStacks(environment, ledger);
  const stuck = await findStuck(
    name === undefined ? names : names.filter((one) => one === name),
    createStackWriter(client),
  );
  if (name === undefined) return list(stuck, options, io);

  const [stack] = stuck;
  const sha = await lastSha(environment, ledger);
  if (stack === undefined || sha === undefined) throw notStuck(name, names.includes(name));
  const { skip, retain, yes } = options;
  if (yes !== true || options.quiet !== true) io.err(renderStuck(stack));
  if (stack.rescue.action === 'none') return 1;
  if (yes !== true && !(await confirmed(`Rescue ${name}?${chosen('skip', skip)}${chosen('keep', retain)}`))) return 1;
  const wish = { ...(skip !== undefined && { skip }), ...(retain !== undefined && { retain }) };
  const request = { action: 'rescue', stack: name, status: stack.status, ...wish } as const;
  const reference = await requestReconcile(controller.reconcileUrl, request, client);
  progress(io, options, `Queued as ${reference}.`);
  return printRun(await untilRunEnded(ledger, rescueId(sha, reference)), options, io);
}

function list(stuck: readonly StuckStack[], options: RescueOptions, io: Io): ExitCode {
  if (options.format === 'json') printJson(io, { stacks: stuck });
  else io.out(stuck.length === 0 ? 'No stack is stuck.\n' : stuck.map(renderStuck).join('\n'));
  return stuck.length === 0 ? 0 : 1;
}

/** What happened to a stack, what gets it out, and the command for that. */
export function renderStuck({ name, status, rescue, blockers }: StuckStack): string {
  const lines = [
    `${name} is ${status}. ${rescue.means}`,
    ...blockers.map((event) => `  ${saidOf(event)}`),
    `  ${rescue.does}`,
    ...(rescue.byItself ? ['  The next commit that wants the stack does the same by itself.'] : []),
    ...(rescue.action === 'none' ? [] : [`  $ holdfast rescue ${name}`]),
    ...hintOf(status, blockers),
  ];
  return `${lines.join('\n')}\n`;
}

function saidOf({ logicalId, type, status, reason }: StackEvent): string {
  return visible(oneLine(`${logicalId} (${type}) ${status}${reason === undefined ? '' : `: ${reason}`}`));
}

/** First without: a cause that was removed needs no skipping. */
function hintOf(status: string, blockers: readonly StackEvent[]): readonly string[] {
  const ids = blockers.map(({ logicalId }) => logicalId).join(',');
  if (ids === '') return [];
  if (status === 'UPDATE_ROLLBACK_FAILED') {
    return [`  Remove the cause first. Only if that cannot be done: --skip ${ids}`];
  }
  return status === 'DELETE_FAILED' ? [`  Remove the cause first. Only if that cannot be done: --retain ${ids}`] : [];
}

function chosen(verb: string, ids: readonly string[] = []): string {
  return ids.length === 0 ? '' : ` (${verb} ${ids.join(', ')})`;
}

function notStuck(name: string, isOurs: boolean): HoldfastError {
  const message = isOurs ? `The stack ${name} is not stuck.` : `${name} is no stack of this environment.`;
  return new HoldfastError(message, { code: 'NotStuck', source: 'user', retryable: false });
}
