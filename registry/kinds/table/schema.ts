import * as z from 'zod';
import { distinct } from '../distinct.ts';
import type { Frozen } from '../frozen.ts';
import { kmsKeyArnSchema } from '../kms-key-arn.ts';
import type { Outputs } from '../outputs.ts';
import { tableTraffic } from '../traffic.ts';
import { valueOrRef } from '../value-or-ref.ts';

/** Names and limits: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
export const attributeName = z
  .string()
  .regex(/^[^\p{C}]{1,255}$/u, 'must be the name of an attribute: 1 to 255 visible characters');

const keySchema = z.strictObject({
  name: attributeName.describe('Name of the attribute.'),
  type: z.enum(['string', 'number', 'binary']).default('string').describe('Its type.'),
});

const indexName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{3,255}$/, 'must be the name of an index: 3 to 255 letters, digits and _ . -');

const projectionSchema = z
  .union([
    z.enum(['all', 'keys-only']),
    z.strictObject({
      include: distinct(z.array(attributeName))
        .min(1)
        .max(20)
        .describe('Attributes that the index holds beside the keys; up to 20.'),
    }),
  ])
  .default('all')
  .describe('What the index holds: `all`, `keys-only`, or `include` with a list.');

const requestUnits = z.int().min(1).max(2_147_483_647);

const throughput = {
  maxReadUnits: requestUnits.exactOptional().describe('Most read units a second; requests above it are throttled.'),
  maxWriteUnits: requestUnits.exactOptional().describe('Most write units a second; requests above it are throttled.'),
};

const indexSchema = z.strictObject({
  name: indexName.describe('Name of the index, 3 to 255 characters.'),
  partitionKey: keySchema.describe('Its partition key.'),
  sortKey: keySchema.exactOptional().describe('Its sort key.'),
  projection: projectionSchema,
  ...throughput,
});

const localIndexSchema = z.strictObject({
  name: indexName.describe('Name of the index, 3 to 255 characters.'),
  sortKey: keySchema.describe("Its sort key; the partition key is the table's."),
  projection: projectionSchema,
});

/** Spec of a Table: a DynamoDB table that is paid by the request. */
export const tableSchema = z.strictObject({
  partitionKey: keySchema.describe('Attribute by which items are spread.'),
  sortKey: keySchema.exactOptional().describe('Attribute by which items of one partition key are ordered.'),
  indexes: z.array(indexSchema).max(20).exactOptional().describe('Global secondary indexes; up to 20.'),
  localIndexes: z
    .array(localIndexSchema)
    .max(5)
    .exactOptional()
    .describe('Local secondary indexes; up to 5, only with a `sortKey`, and only from the beginning.'),
  ttl: attributeName.exactOptional().describe('Attribute with the time, in seconds, after which an item is deleted.'),
  stream: z
    .enum(['keys-only', 'new-image', 'old-image', 'new-and-old-images'])
    .exactOptional()
    .describe('What a stream of changes carries. Left out: no stream.'),
  pointInTimeRecovery: z.boolean().default(true).describe('Keep a backup of every second of the last 35 days.'),
  deletionProtection: z.boolean().default(true).describe('Refuse to delete the table, whoever asks (K4).'),
  tableClass: z
    .enum(['standard', 'infrequent-access'])
    .default('standard')
    .describe('`infrequent-access` stores for less and asks more for each request.'),
  ...throughput,
  encryption: z
    .enum(['aws-owned', 'aws-managed'])
    .exactOptional()
    .describe('`aws-owned`: a key of DynamoDB, at no cost. `aws-managed`: the key aws/dynamodb. Default: `aws-owned`.'),
  kmsKeyArn: valueOrRef(kmsKeyArnSchema, 'KMS key ARN')
    .exactOptional()
    .describe('KMS key of your own, in place of `encryption`.'),
  alarms: z
    .union([
      z.literal(false),
      z.strictObject({
        throttles: z.boolean().default(true).describe('Alarm when requests are throttled.'),
        systemErrors: z.boolean().default(false).describe('Alarm when DynamoDB answers with errors of its own.'),
      }),
    ])
    .prefault({})
    .describe("Alarms to the platform's alarm topic; `false` for none."),
  traffic: tableTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** A Table's spec with all defaults filled in. */
export type TableSpec = Frozen<z.output<typeof tableSchema>>;

/** What other documents may take from a Table. */
export const tableOutputs = {
  tableArn: 'table ARN',
  tableName: 'table name',
  streamArn: 'stream ARN',
} as const satisfies Outputs;
