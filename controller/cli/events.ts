import { setTimeout as delay } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { AWS_RETRY } from '../adapters/aws-retry.ts';
import { createDeadLetterQueues } from '../adapters/sqs-dead-letters.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { suggest } from '../lib/suggest.ts';
import { type QueuePair, queuePairs } from '../queue-pairs.ts';
import type { DeadLetterQueues } from '../status/dead-letters-port.ts';
import { openLedger, requireController } from './aws.ts';
import { confirmed } from './confirm.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { table } from './table.ts';

/** Options of `events`. */
export interface EventsOptions extends CommonOptions {
  readonly yes?: true;
  /** Messages a second that are put back at most. */
  readonly rate?: number;
}

const LOOK_MS = 1000;

/** `holdfast events list` and `holdfast events redrive`: dead letters, and putting them back after what was wrong is mended. */
export async function run(options: EventsOptions, io: Io, what = 'list', name?: string): Promise<ExitCode> {
  if (what !== 'list' && what !== 'redrive') {
    throw userError('UnknownWord', `holdfast events does list and redrive, not ${what}.`);
  }
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const pairs = queuePairs(await openLedger(controller).readStacks());
  const queues = createDeadLetterQueues(new SQSClient(AWS_RETRY));
  if (what === 'list') return list(pairs, queues, options, io);
  return redrive(chosen(pairs, name), queues, options, io);
}

async function list(
  pairs: readonly QueuePair[],
  queues: DeadLetterQueues,
  options: EventsOptions,
  io: Io,
): Promise<ExitCode> {
  const found = await Promise.all(pairs.map((pair) => lookAt(pair, queues)));
  if (options.format === 'json') printJson(io, found);
  else {
    const rows = found.map(({ name, waiting, inFlight, deadLetters, reasons }) => [
      name,
      String(waiting),
      String(inFlight),
      String(deadLetters),
      Object.keys(reasons).join(', ') || '-',
    ]);
    io.out(table(['queue', 'waiting', 'in work', 'dead letters', 'because'], rows, options.format));
  }
  return found.some(({ deadLetters }) => deadLetters > 0) ? 1 : 0;
}

async function lookAt({ name, queueUrl, deadLetterQueueUrl }: QueuePair, queues: DeadLetterQueues) {
  const [{ waiting, inFlight }, dead] = await Promise.all([
    queues.depthOf(queueUrl),
    queues.depthOf(deadLetterQueueUrl),
  ]);
  const deadLetters = dead.waiting + dead.inFlight;
  const reasons = deadLetters === 0 ? new Map<string, number>() : await queues.reasonsIn(deadLetterQueueUrl);
  return { name, waiting, inFlight, deadLetters, reasons: Object.fromEntries(reasons) };
}

async function redrive(pair: QueuePair, queues: DeadLetterQueues, options: EventsOptions, io: Io): Promise<ExitCode> {
  const { deadLetters, reasons } = await lookAt(pair, queues);
  if (deadLetters === 0) {
    io.out(`${pair.name} has no dead letters.\n`);
    return 0;
  }
  const why = Object.entries(reasons).map(([reason, count]) => `${reason} (${count} of those looked at)`);
  io.err(`${pair.name} has ${deadLetters} dead letters: ${why.join(', ') || 'no reason is known'}.\n`);
  if (options.yes !== true && !(await confirmed('Put them back into the queue?'))) return 1;
  await queues.startMove(pair.deadLetterQueueUrl, pair.queueUrl, options.rate);
  const { state, moved, problem } = await follow(pair, queues, options, io);
  if (options.format === 'json') printJson(io, { name: pair.name, state, moved, ...(problem && { problem }) });
  else io.out(`${moved} put back into ${pair.name}${problem === undefined ? '' : `; then: ${problem}`}.\n`);
  return state === 'done' ? 0 : 1;
}

async function follow(pair: QueuePair, queues: DeadLetterQueues, options: EventsOptions, io: Io) {
  for (let before = 0; ; ) {
    const found = await queues.moveProgress(pair.deadLetterQueueUrl);
    if (found.state !== 'running') return found;
    if (found.moved > before) progress(io, options, `${found.moved} put back`);
    before = found.moved;
    await delay(LOOK_MS);
  }
}

/** Messages of several queues are not put back at once: each has a reason of its own to be mended first. */
function chosen(pairs: readonly QueuePair[], name: string | undefined): QueuePair {
  const names = pairs.map((pair) => pair.name);
  if (name === undefined) {
    throw userError('NameMissing', `Name the queue: ${names.join(', ') || 'there is none with dead letters'}.`);
  }
  const pair = pairs.find((one) => one.name === name);
  if (pair !== undefined) return pair;
  const near = suggest(name, names);
  const hint = near === undefined ? `There are ${names.join(', ') || 'none'}.` : `Did you mean ${near}?`;
  throw userError('UnknownQueue', `No applied stack has a queue ${name} with dead letters. ${hint}`);
}

function userError(code: string, message: string): HoldfastError {
  return new HoldfastError(message, { code, source: 'user', retryable: false });
}
