import type * as z from 'zod';
import { type AgentSpec, agentOutputs, agentSchema } from './agent/schema.ts';
import { type BucketSpec, bucketOutputs, bucketSchema } from './bucket/schema.ts';
import { type EventProcessorSpec, eventProcessorOutputs, eventProcessorSchema } from './event-processor/schema.ts';
import { type EventRuleSpec, eventRuleOutputs, eventRuleSchema } from './event-rule/schema.ts';
import { type FunctionSpec, functionOutputs, functionSchema } from './function/schema.ts';
import type { Outputs } from './outputs.ts';
import { type PlatformSpec, platformOutputs, platformSchema } from './platform/schema.ts';
import { type PolicySpec, policyOutputs, policySchema } from './policy/schema.ts';
import { type QueueSpec, queueOutputs, queueSchema } from './queue/schema.ts';
import { type RouteSpec, routeOutputs, routeSchema } from './route/schema.ts';
import { type ScheduleSpec, scheduleOutputs, scheduleSchema } from './schedule/schema.ts';
import { type SecretSpec, secretOutputs, secretSchema } from './secret/schema.ts';
import { type TableSpec, tableOutputs, tableSchema } from './table/schema.ts';
import { type TeamSpec, teamOutputs, teamSchema } from './team/schema.ts';
import { type TopicSpec, topicOutputs, topicSchema } from './topic/schema.ts';

/** The spec of each kind after loading: defaults filled in, read-only. */
interface Specs {
  readonly Platform: PlatformSpec;
  readonly Policy: PolicySpec;
  readonly Team: TeamSpec;
  readonly Function: FunctionSpec;
  readonly Queue: QueueSpec;
  readonly Topic: TopicSpec;
  readonly Secret: SecretSpec;
  readonly Table: TableSpec;
  readonly Bucket: BucketSpec;
  readonly Route: RouteSpec;
  readonly Schedule: ScheduleSpec;
  readonly EventRule: EventRuleSpec;
  readonly EventProcessor: EventProcessorSpec;
  readonly Agent: AgentSpec;
}

/** Name of a kind, as it stands in `kind:`. */
export type KindName = keyof Specs;

/** Kinds that belong to the whole registry. */
const SHARED_KINDS = ['Platform', 'Policy'] as const;

/** One of the kinds that belong to the whole registry. */
export type SharedKind = (typeof SHARED_KINDS)[number];

/** Kinds that belong to a team, and stand in its folder. */
export type TeamKind = Exclude<KindName, SharedKind>;

/** True for a kind that belongs to the whole registry, and not to a team. */
export function isShared(kind: string): kind is SharedKind {
  return SHARED_KINDS.some((shared) => shared === kind);
}

/** The spec of one kind after loading. */
export type SpecOf<K extends KindName> = Specs[K];

/** A kind: its name, its folder in `registry/kinds`, the schema of its `spec` block, and what other documents may take from it. */
export interface Kind {
  readonly name: KindName;
  readonly folder: string;
  readonly schema: z.ZodType;
  readonly outputs: Outputs;
  /** Fields of the spec that only the documents carry which a document is taken apart into; what stands there refers from those. */
  readonly inParts?: readonly string[];
}

/** Every kind that a registry may hold. Nodes of the graph stand in this order. */
export const KINDS = [
  { name: 'Platform', folder: 'platform', schema: platformSchema, outputs: platformOutputs },
  { name: 'Policy', folder: 'policy', schema: policySchema, outputs: policyOutputs },
  { name: 'Team', folder: 'team', schema: teamSchema, outputs: teamOutputs },
  { name: 'Function', folder: 'function', schema: functionSchema, outputs: functionOutputs },
  { name: 'Queue', folder: 'queue', schema: queueSchema, outputs: queueOutputs },
  { name: 'Topic', folder: 'topic', schema: topicSchema, outputs: topicOutputs },
  { name: 'Secret', folder: 'secret', schema: secretSchema, outputs: secretOutputs },
  { name: 'Table', folder: 'table', schema: tableSchema, outputs: tableOutputs },
  { name: 'Bucket', folder: 'bucket', schema: bucketSchema, outputs: bucketOutputs },
  { name: 'Route', folder: 'route', schema: routeSchema, outputs: routeOutputs },
  { name: 'Schedule', folder: 'schedule', schema: scheduleSchema, outputs: scheduleOutputs },
  { name: 'EventRule', folder: 'event-rule', schema: eventRuleSchema, outputs: eventRuleOutputs },
  {
    name: 'EventProcessor',
    folder: 'event-processor',
    schema: eventProcessorSchema,
    outputs: eventProcessorOutputs,
    inParts: ['source', 'function', 'queue', 'output'],
  },
  {
    name: 'Agent',
    folder: 'agent',
    schema: agentSchema,
    outputs: agentOutputs,
    inParts: ['functions', 'work', 'storage', 'publishes', 'talksTo'],
  },
] as const satisfies readonly Kind[];

/** Name of an output of one kind. */
export type OutputOf<K extends KindName> = keyof Extract<(typeof KINDS)[number], { readonly name: K }>['outputs'];
