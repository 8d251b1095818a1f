import type { DesiredStack } from '../compile/desired.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { ObservedStack, ObservedState } from './observed.ts';
import type { StackReader } from './port.ts';
import { readStack } from './read-stack.ts';

/** What the record keeps of a stack, as far as observing needs it. */
export interface RecordedStack extends Omit<ObservedStack, 'stackId' | 'status' | 'template' | 'digest'> {
  readonly stackId?: string;
  readonly attempted?: { readonly templateDigest: string; readonly unfinished?: true };
  readonly applied?: { readonly templateDigest: string };
}

/** What to observe, and what is known already. */
export interface ObserveRequest {
  readonly desired: readonly Pick<DesiredStack, 'name' | 'digest'>[];
  /** The inventory: stacks that are ours, also those that are no longer desired. */
  readonly recorded: readonly RecordedStack[];
  /** `changed` trusts the record about stacks that nobody wants to change; `all` reads every stack from CloudFormation. */
  readonly verify: 'changed' | 'all';
}

/** Stacks read at once. CloudFormation's rates are low, per account and unpublished (C8). */
const PARALLEL_STACKS = 4;

/**
 * The observed state of every stack that is desired or recorded, sorted by name. A stack whose record already says what is
 * desired costs no AWS call; any other costs three. A stack that exists without a record is observed with its own tags, so that
 * the guard can refuse it (K6). Throws HoldfastError when a stack cannot be read: a failed read is never an absence (K2).
 */
export async function observe(reader: StackReader, request: ObserveRequest): Promise<ObservedState> {
  const recorded = new Map(request.recorded.map((record) => [record.name, record]));
  const desired = new Map(request.desired.map((stack) => [stack.name, stack.digest]));
  const names = [...new Set([...desired.keys(), ...recorded.keys()])].sort();
  const stacks = await inParallel(names, PARALLEL_STACKS, async (name) => {
    const record = recorded.get(name);
    const trusted = request.verify === 'changed' && record && fromRecord(record, desired.get(name));
    if (trusted) return trusted;
    const stack = await readStack(reader, name, record?.applied?.templateDigest, record?.stackId);
    return stack && belongs(stack, record, desired.has(name)) ? stack : undefined;
  });
  return { stacks: stacks.filter((stack) => stack !== undefined) };
}

/**
 * The stack as the record has it, if the record can answer: the last attempt was applied, and it is what is desired. Its status is
 * then known to be a complete one, because it was read back (C7).
 */
function fromRecord(record: RecordedStack, desiredDigest: string | undefined): ObservedStack | undefined {
  const digest = record.applied?.templateDigest;
  const attempted = record.attempted?.templateDigest ?? digest;
  if (digest === undefined || digest !== desiredDigest || attempted !== digest) return undefined;
  if (record.attempted?.unfinished) return undefined;
  if (record.stackId === undefined) return undefined;
  const { name, stackId, parameters, outputs, tags, resources } = record;
  return { name, stackId, status: 'UPDATE_COMPLETE', digest, parameters, outputs, tags, resources };
}

/**
 * False for somebody else's stack under the name of a recorded one that is no longer desired: ours is gone, and what has its
 * name now must not be deleted (K6).
 */
function belongs(stack: ObservedStack, record: RecordedStack | undefined, desired: boolean): boolean {
  return desired || record?.stackId === undefined || record.stackId === stack.stackId;
}
