import { blockersOf } from './apply/operation-events.ts';
import type { StackEvent, StackWriter } from './apply/port.ts';
import { inParallel } from './lib/in-parallel.ts';
import { type Rescue, rescueOf } from './status/rescue.ts';

/** A stack that no commit gets on by itself, or that waits for one. */
export interface StuckStack {
  readonly name: string;
  readonly status: string;
  readonly rescue: Rescue;
  /** The resources that hindered the last operation, newest first. */
  readonly blockers: readonly StackEvent[];
}

const STACKS_AT_ONCE = 4;
const EVENTS_TO_READ = 200;

/** The stuck ones of these stacks, in their order. */
export async function findStuck(
  names: readonly string[],
  stacks: Pick<StackWriter, 'describeStack' | 'recentEvents'>,
): Promise<readonly StuckStack[]> {
  const found = await inParallel(names, STACKS_AT_ONCE, async (name): Promise<StuckStack | undefined> => {
    const stack = await stacks.describeStack(name);
    const rescue = rescueOf(stack?.status);
    if (stack === undefined || rescue === undefined) return undefined;
    const events = await stacks.recentEvents(stack.stackId, EVENTS_TO_READ);
    return { name, status: stack.status, rescue, blockers: blockersOf(events, name) };
  });
  return found.filter((stack) => stack !== undefined);
}
