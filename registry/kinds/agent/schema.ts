import * as z from 'zod';
import { distinct } from '../distinct.ts';
import type { Frozen } from '../frozen.ts';
import { functionBlockSchema } from '../function/block.ts';
import { keyPrefixSchema } from '../key-prefix.ts';
import { nameSchema } from '../names.ts';
import type { Outputs } from '../outputs.ts';
import { queueSchema } from '../queue/schema.ts';
import { attributeName } from '../table/schema.ts';
import { agentTraffic } from '../traffic.ts';
import { documentRef } from '../value-or-ref.ts';
import { subscriptionSchema } from './subscription.ts';

/** What of an agent its functions may use. */
export const USES = ['work', 'results', 'storage', 'publishes', 'talksTo', 'secrets'] as const;

const functionSchema = functionBlockSchema.extend({
  name: nameSchema
    .exactOptional()
    .describe("Name within the agent. Left out, which one function may do: the agent's own."),
  uses: distinct(z.array(z.enum(USES)))
    .exactOptional()
    .describe('What of the agent this function may use and is told of. Default: all that there is.'),
});

const workSchema = z.strictObject({
  fifo: z
    .boolean()
    .default(false)
    .describe('True for a queue that keeps the order of a message group. It cannot be changed later.'),
  batchSize: z.int().min(1).max(10_000).default(1).describe('Most messages of one run, 1 to 10000. Default: 1.'),
  windowSeconds: z
    .int()
    .min(0)
    .max(300)
    .exactOptional()
    .describe('How long messages are gathered for a run, 0 to 300; needed for more than 10.'),
  maxConcurrency: z.int().min(2).max(1000).exactOptional().describe('Most runs at once, 2 to 1000.'),
  visibilitySeconds: z
    .int()
    .min(0)
    .max(43_200)
    .exactOptional()
    .describe('How long a message is hidden while it is worked on; at least, and by default, six times the timeout.'),
  retentionSeconds: queueSchema.shape.retentionSeconds,
  maxReceiveCount: z
    .int()
    .min(1)
    .max(1000)
    .default(5)
    .describe('How often a message is tried before it goes to the dead-letter queue, 1 to 1000. Default: 5.'),
  kmsKeyArn: queueSchema.shape.kmsKeyArn,
  alarms: queueSchema.shape.alarms,
});

const resultsSchema = z.union([
  z.literal(false),
  z.strictObject({
    sortKey: attributeName
      .exactOptional()
      .describe('Name of a second key, a text, by which the results of one `id` are ordered.'),
    expireAfterDays: z
      .int()
      .min(1)
      .max(3650)
      .exactOptional()
      .describe('Days after which a result is deleted. Left out: it is kept.'),
    pointInTimeRecovery: z.boolean().default(true).describe('Keep a backup of every second of the last 35 days.'),
  }),
]);

const budgetSchema = z.strictObject({
  monthlyUsd: z.number().min(0.01).max(1_000_000_000).describe('What the agent may cost in a month, in US dollars.'),
  alertPercent: distinct(z.array(z.int().min(1).max(1000)))
    .min(1)
    .max(5)
    .default([80, 100])
    .describe('Shares of it that raise an alert when they are spent. Default: 80 and 100.'),
});

/** Spec of an Agent: functions that get work from a queue, and all that they need for it. */
export const agentSchema = z.strictObject({
  functions: z
    .array(functionSchema)
    .min(1)
    .max(10)
    .describe('What the agent runs, with the fields of a Function. The first one is given the work.'),
  work: workSchema.prefault({}).describe('The queue that work comes by.'),
  results: resultsSchema.prefault({}).describe('The table that results are kept in; `false` for none.'),
  storage: z
    .strictObject({
      bucket: documentRef(['Bucket'], {}, 'write').describe('The Bucket.'),
      prefix: keyPrefixSchema.exactOptional().describe('Beginning of the keys. Default: `{name}/`.'),
    })
    .exactOptional()
    .describe('Part of a Bucket that the agent reads and writes.'),
  subscriptions: z.array(subscriptionSchema).max(20).exactOptional().describe('What else gives it work; up to 20.'),
  publishes: z
    .array(
      z.union([
        documentRef(['Topic'], {}, 'write'),
        z.strictObject({ bus: z.literal('team').describe("`team`: the team's own event bus.") }),
      ]),
    )
    .max(10)
    .exactOptional()
    .describe("Topics, and the team's bus, that it publishes to; up to 10."),
  talksTo: z
    .array(documentRef(['Agent'], {}, 'write'))
    .max(20)
    .exactOptional()
    .describe('Agents that it gives work to; up to 20.'),
  secrets: z
    .array(nameSchema)
    .max(20)
    .exactOptional()
    .describe('Names of Secrets of the same team that it reads; up to 20.'),
  budget: budgetSchema.exactOptional().describe('What it may cost, and who hears of it: the alarm topic.'),
  traffic: agentTraffic
    .pick({
      messagesPerMonth: true,
      averageDurationMs: true,
      readsPerMonth: true,
      writesPerMonth: true,
      storageGb: true,
    })
    .exactOptional()
    .describe('What you expect in a month, for the cost estimate alone.'),
});

/** An Agent's spec with all defaults filled in. */
export type AgentSpec = Frozen<z.output<typeof agentSchema>>;

/** One function of an Agent. */
export type AgentFunction = AgentSpec['functions'][number];

/** What other documents may take from an Agent. */
export const agentOutputs = {
  workQueueArn: 'queue ARN',
  workQueueUrl: 'queue URL',
  deadLetterQueueArn: 'queue ARN',
  deadLetterQueueUrl: 'queue URL',
  resultsTableArn: 'table ARN',
  resultsTableName: 'table name',
  functionArn: 'function ARN',
  functionName: 'function name',
} as const satisfies Outputs;
