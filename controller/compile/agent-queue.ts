import { workQueueName } from '../documents/expansions/agent-names.ts';
import type { AnyDocument, DocumentHead, RegistryDocument, TeamDocument } from '../documents/registry.ts';
import { nodeId } from '../graph/graph.ts';
import type { CompileContext } from './context.ts';

/** The Queue by which an Agent gets work: whoever sends to the Agent sends there. */
export function workQueueOf(agent: RegistryDocument<'Agent'>, { documents }: CompileContext): TeamDocument {
  const { name, team } = agent.metadata;
  const queue = documents.get(nodeId('Queue', team, workQueueName(name)));
  return queue?.kind === 'Queue' ? queue : agent;
}

/** Graph id of the Agent that gets its work by a Queue; none for any other document. */
export function agentBehind({ kind, metadata, partOf = '' }: DocumentHead): readonly string[] {
  const [whole, name = ''] = partOf.split('/');
  const isDoor = kind === 'Queue' && whole === 'Agent' && metadata.name === workQueueName(name);
  return isDoor ? [nodeId('Agent', metadata.team, name)] : [];
}

/** The Topics that an Agent's queue is subscribed to. */
export function topicsOf(queue: DocumentHead, { documents }: CompileContext): readonly RegistryDocument<'Topic'>[] {
  const agents = agentBehind(queue).map((id) => documents.get(id));
  return agents.flatMap((agent) => (agent?.kind === 'Agent' ? subscribedTopics(agent, documents) : []));
}

function subscribedTopics(
  agent: RegistryDocument<'Agent'>,
  documents: ReadonlyMap<string, AnyDocument>,
): readonly RegistryDocument<'Topic'>[] {
  return (agent.spec.subscriptions ?? []).flatMap(({ topic }) => {
    const found = topic && documents.get(nodeId('Topic', topic.team ?? agent.metadata.team, topic.name));
    return found?.kind === 'Topic' ? [found] : [];
  });
}
