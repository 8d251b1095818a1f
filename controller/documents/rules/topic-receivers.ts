import type { Finding } from '../../diagnostics/finding.ts';
import type { Path } from '../path.ts';
import type { AnyDocument } from '../registry.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

type Topic = Extract<AnyDocument, { kind: 'Topic' }>;
type Queue = Extract<AnyDocument, { kind: 'Queue' }>;

/**
 * Order holds only where both ends keep it: a FIFO queue receives from FIFO topics, and what a topic cannot deliver goes to a queue of its
 * own sort. Source: https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
 */
export function topicReceivers(context: RegistryContext): readonly Finding[] {
  const queues = new Map(documentsOf(context, 'Queue').map((queue) => [keyOf(queue.metadata.name, queue), queue]));
  return documentsOf(context, 'Topic').flatMap((topic) => receiverFindings(topic, queues, context));
}

function receiverFindings(topic: Topic, queues: ReadonlyMap<string, Queue>, context: RegistryContext): Finding[] {
  const find = (name: string, team: string | undefined) => queues.get(keyOf(name, topic, team));
  return (topic.spec.subscriptions ?? []).flatMap((subscription, at) => {
    const path = ['spec', 'subscriptions', at];
    const receiver =
      'kind' in subscription && subscription.kind === 'Queue' ? find(subscription.name, subscription.team) : undefined;
    const dead = subscription.deadLetter && find(subscription.deadLetter.name, subscription.deadLetter.team);
    return [
      ...(receiver?.spec.fifo && !topic.spec.fifo ? [fifoReceiver(topic, receiver, [...path, 'name'], context)] : []),
      ...(dead && dead.spec.fifo !== topic.spec.fifo
        ? [otherSort(topic, dead, [...path, 'deadLetter', 'name'], context)]
        : []),
    ];
  });
}

function keyOf(name: string, { source }: AnyDocument, team = teamOfPath(source.file)): string {
  return `${team ?? ''}/${name}`;
}

function fifoReceiver(topic: Topic, queue: Queue, path: Path, context: RegistryContext): Finding {
  const message = `Queue ${queue.metadata.name} is a FIFO queue, which receives from FIFO topics only.`;
  return context.finding(topic.source, { code: 'ConflictingFields', path, message });
}

function otherSort(topic: Topic, queue: Queue, path: Path, context: RegistryContext): Finding {
  const wanted = topic.spec.fifo ? 'a FIFO queue' : 'a queue that is not FIFO';
  const message = `Queue ${queue.metadata.name} cannot take the dead letters: a topic of this sort needs ${wanted}.`;
  return context.finding(topic.source, { code: 'ConflictingFields', path, message });
}
