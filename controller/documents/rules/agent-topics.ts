import type { Finding } from '../../diagnostics/finding.ts';
import { lookupOf } from './lookup.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/**
 * Order holds only where both ends keep it: a FIFO work queue receives from FIFO topics.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
 */
export function agentTopics(context: RegistryContext): readonly Finding[] {
  const topicAt = lookupOf(context, 'Topic');
  return documentsOf(context, 'Agent').flatMap((agent) =>
    (agent.spec.subscriptions ?? []).flatMap(({ topic }, index) => {
      const found = topic && topicAt(topic, agent);
      if (found === undefined || found.spec.fifo || !agent.spec.work.fifo) return [];
      const message = `Topic ${found.metadata.name} is not FIFO, and the work queue of Agent ${agent.metadata.name} is.`;
      const path = ['spec', 'subscriptions', index, 'topic', 'name'];
      return [context.finding(agent.source, { code: 'UnfitDocument', path, message })];
    }),
  );
}
