import type { StackRecord } from './apply/progress.ts';

/** A queue with dead letters, as the record of the applied stacks has it. */
export interface QueuePair {
  /** `team/processor` of an EventProcessor, `team/queue` of a Queue. */
  readonly name: string;
  readonly queueUrl: string;
  readonly deadLetterQueueUrl: string;
}

/** Logical ids of the two queues begin so (controller/compile/kinds/queue.ts). */
const QUEUE = 'Queue';
const DEAD_QUEUE = 'DeadQueue';
/** How the queue of an EventProcessor is called after its processor. */
const OF_A_PROCESSOR = /-events$/;

/** Every queue with dead letters in the applied stacks, by name. Pure. */
export function queuePairs(stacks: readonly StackRecord[]): readonly QueuePair[] {
  return stacks.flatMap(pairsIn).sort((a, b) => (a.name < b.name ? -1 : 1));
}

function pairsIn({ resources, tags }: StackRecord): readonly QueuePair[] {
  const queues = new Map(
    resources
      .filter(({ type }) => type === 'AWS::SQS::Queue')
      .map(({ logicalId, physicalId }) => [logicalId, physicalId]),
  );
  return [...queues].flatMap(([logicalId, deadLetterQueueUrl]) => {
    if (!logicalId.startsWith(DEAD_QUEUE)) return [];
    const queueUrl = queues.get(`${QUEUE}${logicalId.slice(DEAD_QUEUE.length)}`);
    if (queueUrl === undefined) return [];
    return [{ name: nameOf(queueUrl, tags), queueUrl, deadLetterQueueUrl }];
  });
}

/** From the queue's own name, `{project}-{team}-queue-{name}`; one that was cut is called as it is in AWS. */
function nameOf(queueUrl: string, { project = '', team = '' }: StackRecord['tags']): string {
  const physical = (queueUrl.split('/').at(-1) ?? '').replace(/\.fifo$/, '');
  const start = `${project}-${team}-queue-`;
  const own = physical.startsWith(start) ? physical.slice(start.length).replace(OF_A_PROCESSOR, '') : physical;
  return `${team}/${own}`;
}
