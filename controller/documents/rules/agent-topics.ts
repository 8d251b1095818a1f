import type { Finding } from '../../diagnostics/finding.ts';
import { workQueueName } from '../expansions/agent-names.ts';
import type { Problem } from '../problem.ts';
import type { RegistryDocument } from '../registry.ts';
import { lookupOf } from './lookup.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

type Agent = RegistryDocument<'Agent'>;
type Topic = RegistryDocument<'Topic'>;

/** Topics that an agent is subscribed to deliver to its work queue, in the order that it keeps, and once. */
export function agentTopics(context: RegistryContext): readonly Finding[] {
  const topicAt = lookupOf(context, 'Topic');
  return documentsOf(context, 'Agent').flatMap((agent) =>
    (agent.spec.subscriptions ?? []).flatMap(({ topic }, index) => {
      const found = topic && topicAt(topic, agent);
      if (found === undefined) return [];
      const path = ['spec', 'subscriptions', index, 'topic', 'name'];
      return [...order(agent, found), ...twice(agent, found)].map((problem) =>
        context.finding(agent.source, { ...problem, path }),
      );
    }),
  );
}

/**
 * Order holds only where both ends keep it: a FIFO work queue receives from FIFO topics.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
 */
function order(agent: Agent, topic: Topic): readonly Omit<Problem, 'path'>[] {
  if (topic.spec.fifo || !agent.spec.work.fifo) return [];
  const message = `Topic ${topic.metadata.name} is not FIFO, and the work queue of Agent ${agent.metadata.name} is.`;
  return [{ code: 'UnfitDocument', message }];
}

/** SNS knows one subscription of a queue to a topic. */
function twice(agent: Agent, topic: Topic): readonly Omit<Problem, 'path'>[] {
  const queue = workQueueName(agent.metadata.name);
  const [own, owner] = [teamOfPath(agent.source.file), teamOfPath(topic.source.file)];
  const isNamed = (topic.spec.subscriptions ?? []).some(
    (one) => 'kind' in one && one.kind === 'Queue' && one.name === queue && (one.team ?? owner) === own,
  );
  if (!isNamed) return [];
  const message = `Topic ${topic.metadata.name} names the work queue ${queue} among its subscriptions already.`;
  return [{ code: 'ConflictingFields', message, hint: 'Remove one of the two.' }];
}
