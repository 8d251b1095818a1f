import type { AgentFunction } from '../../../registry/kinds/agent/schema.ts';
import { partOf } from '../part-of.ts';
import type { RegistryDocument, TeamDocument } from '../registry.ts';
import { agentFunctionName, workQueueName } from './agent-names.ts';
import { usedBy } from './agent-uses.ts';
import { blockSpec } from './block.ts';
import { accessWith } from './granted.ts';
import { environmentWith, placesOf, type Variable } from './variables.ts';

type Agent = RegistryDocument<'Agent'>;

/** One of an Agent's functions, with a role of its own that reaches what it uses and nothing else. The first one is run for work. */
export function agentFunction(document: Agent, block: AgentFunction, index: number): TeamDocument {
  const { name: _, uses: __, ...own } = block;
  const agent = document.metadata.name;
  const used = usedBy(block, document);
  const variables: readonly Variable[] = [{ name: 'HOLDFAST_AGENT', value: agent }, ...used.variables];
  const { access, places } = accessWith(block.access, used.granted);
  const spec = {
    ...blockSpec(own),
    environment: environmentWith(block.environment, variables),
    ...(access.length > 0 && { access }),
    ...(index === 0 && workOf(document)),
  };
  const name = agentFunctionName(agent, block.name);
  return partOf(document, 'Function', name, spec, ['spec', 'functions', index], {
    elsewhere: [...placesOf(variables), ...places],
  });
}

/** What makes a function that of the work: messages of the queue, of which single ones can fail. */
function workOf({ metadata, spec }: Agent) {
  const { batchSize, windowSeconds, maxConcurrency } = spec.work;
  const { messagesPerMonth, averageDurationMs } = spec.traffic ?? {};
  const usage = {
    ...(messagesPerMonth !== undefined && { requestsPerMonth: messagesPerMonth }),
    ...(averageDurationMs !== undefined && { averageDurationMs }),
  };
  const source = {
    kind: 'Queue',
    name: workQueueName(metadata.name),
    batchSize,
    ...(windowSeconds !== undefined && { windowSeconds }),
    ...(maxConcurrency !== undefined && { maxConcurrency }),
    reportBatchItemFailures: true,
    enabled: true,
  } as const;
  return { eventSources: [source], ...(Object.keys(usage).length > 0 && { traffic: usage }) };
}
