import * as z from 'zod';
import type { Frozen } from '../frozen.ts';

/** `*`, or `service:Action` with IAM's wildcards in the action. Source: IAM JSON policy grammar. */
const actionSchema = z
  .string()
  .max(128)
  .regex(/^(?:\*|(?:\*|[A-Za-z0-9-]+):[A-Za-z0-9*?]+)$/, 'must be an IAM action such as s3:GetObject');

/** `*`, or an ARN with IAM's wildcards. Policy variables (`${…}`) may stand in the resource part. */
const resourceSchema = z
  .string()
  .max(2048)
  .regex(/^(?:\*|arn:[^:\s]+:[^:\s]*:[^:\s]*:[^:\s]*:\S+)$/, 'must be * or an ARN such as arn:aws:s3:::bucket/*');

const actions = z.union([actionSchema, z.array(actionSchema).min(1)]);
const resources = z.union([resourceSchema, z.array(resourceSchema).min(1)]);
/** `StringEquals`, `ForAllValues:StringLike`, `NumericLessThanIfExists`, `Null`, … A name with `::` would be CloudFormation's (S6). */
const conditionOperator = z
  .string()
  .regex(/^(?:ForAllValues:|ForAnyValue:)?[A-Z][A-Za-z]+$/, 'must be a condition operator such as StringEquals')
  .refine((name) => name !== 'Ref' && name !== 'Condition', 'must be a condition operator such as StringEquals');
const conditionKey = z
  .string()
  .max(256)
  .regex(/^[A-Za-z][A-Za-z0-9-]*:[^:\s]\S*$/, 'must be a condition key such as aws:SourceArn');
const conditionValue = z.union([z.string(), z.array(z.string()).min(1)]);

/**
 * A statement of an identity policy in IAM's own words.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export const statementSchema = z.strictObject({
  Sid: z
    .string()
    .regex(/^[A-Za-z0-9]+$/, 'must be letters and digits')
    .exactOptional()
    .describe('Name of the statement.'),
  Effect: z.enum(['Allow', 'Deny']).describe('`Allow` or `Deny`.'),
  Action: actions.exactOptional().describe('Action or actions. Either this or `NotAction`.'),
  NotAction: actions.exactOptional().describe('All actions but these. Only with `Deny`.'),
  Resource: resources.exactOptional().describe('Resource or resources. Either this or `NotResource`.'),
  NotResource: resources.exactOptional().describe('All resources but these.'),
  Condition: z
    .record(conditionOperator, z.record(conditionKey, conditionValue))
    .exactOptional()
    .describe('Condition operators, keys and values.'),
});

/** An IAM statement as the author wrote it. */
export type Statement = Frozen<z.output<typeof statementSchema>>;
