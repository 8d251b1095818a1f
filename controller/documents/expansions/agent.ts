import type { Subscription } from '../../../registry/kinds/agent/subscription.ts';
import { RETRY_DEFAULTS } from '../../../registry/kinds/delivery.ts';
import { DEFAULT_BUS } from '../../../registry/kinds/event-rule/schema.ts';
import { partOf } from '../part-of.ts';
import type { RegistryDocument, TeamDocument } from '../registry.ts';
import { agentFunction } from './agent-function.ts';
import { resultsTableName, subscriptionName, workQueueName } from './agent-names.ts';
import { bufferSpec } from './buffer.ts';

type Agent = RegistryDocument<'Agent'>;

/** An Agent: its functions, the queue that gives them work, the table of results, and a rule or schedule for each subscription to events. */
export function agentParts(document: Agent): readonly TeamDocument[] {
  const { functions, subscriptions = [] } = document.spec;
  return [
    ...functions.map((block, index) => agentFunction(document, block, index)),
    workQueue(document),
    ...results(document),
    ...subscriptions.flatMap((subscription, index) => sender(document, subscription, index)),
  ];
}

function workQueue(document: Agent): TeamDocument {
  const { work, functions, traffic } = document.spec;
  const [first] = functions;
  const spec = bufferSpec(work, first?.timeoutSeconds ?? 0, traffic?.messagesPerMonth);
  const fifo = work.fifo ? { fifo: true, contentBasedDeduplication: true } : {};
  const name = workQueueName(document.metadata.name);
  const sharedWith = sharedFor(document, 'write');
  return partOf(document, 'Queue', name, { ...spec, ...fifo }, ['spec', 'work'], { sharedWith });
}

function results(document: Agent): readonly TeamDocument[] {
  const { results: table, traffic } = document.spec;
  if (table === false) return [];
  const { messagesPerMonth: _, averageDurationMs: __, ...usage } = traffic ?? {};
  const spec = {
    partitionKey: { name: 'id', type: 'string' },
    ...(table.sortKey !== undefined && { sortKey: { name: table.sortKey, type: 'string' } as const }),
    ...(table.expireAfterDays !== undefined && { ttl: 'expiration' }),
    pointInTimeRecovery: table.pointInTimeRecovery,
    deletionProtection: true,
    tableClass: 'standard',
    alarms: { throttles: true, systemErrors: false },
    ...(Object.keys(usage).length > 0 && { traffic: usage }),
  } as const;
  const name = resultsTableName(document.metadata.name);
  return [partOf(document, 'Table', name, spec, ['spec', 'results'], { sharedWith: sharedFor(document, 'read') })];
}

/** Teams that may give the agent work may write to its queue, and those that may read the agent may read its results. */
function sharedFor({ metadata }: Agent, level: 'read' | 'write'): NonNullable<Agent['metadata']['sharedWith']> {
  const granting = (metadata.sharedWith ?? []).filter((grant) => grant.level === level || grant.level === 'readwrite');
  return granting.map(({ team }) => ({ team, level }));
}

/** What puts events into the queue. A subscription to a Topic is no document of its own: `compile/kinds/agent.ts` makes it. */
function sender(document: Agent, subscription: Subscription, index: number): readonly TeamDocument[] {
  const { pattern, s3, schedule, bus } = subscription;
  const agent = document.metadata.name;
  const name = subscriptionName(agent, subscription.name);
  const path = ['spec', 'subscriptions', index];
  const group = document.spec.work.fifo ? { messageGroup: subscription.name } : {};
  const target = { kind: 'Queue', name: workQueueName(agent), ...group } as const;
  if (schedule !== undefined) {
    const spec = { ...schedule, enabled: true, target, retry: RETRY_DEFAULTS, alarms: true };
    return [partOf(document, 'Schedule', name, spec, [...path, 'schedule'])];
  }
  if (pattern === undefined && s3 === undefined) return [];
  const spec = {
    bus: bus ?? DEFAULT_BUS,
    ...(pattern !== undefined && { pattern }),
    ...(s3 !== undefined && { s3 }),
    enabled: true,
    targets: [{ ...target, retry: RETRY_DEFAULTS }],
    alarms: true,
  };
  return [partOf(document, 'EventRule', name, spec, path)];
}
