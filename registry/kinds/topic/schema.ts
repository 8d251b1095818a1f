import * as z from 'zod';
import type { Frozen } from '../frozen.ts';
import { kmsKeyArnSchema } from '../kms-key-arn.ts';
import type { Outputs } from '../outputs.ts';
import { messageTraffic } from '../traffic.ts';
import { documentRef, valueOrRef } from '../value-or-ref.ts';
import { filterSchema } from './filter.ts';

/** What every subscription has. Source: https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
const common = {
  filter: filterSchema.exactOptional().describe("Which messages it takes, as SNS's filter policy. Left out: all."),
  filterScope: z
    .enum(['attributes', 'body'])
    .exactOptional()
    .describe('What `filter` looks at: the attributes of a message, or its body as JSON. Default: `attributes`.'),
  deadLetter: documentRef(['Queue'], {}, 'write')
    .exactOptional()
    .describe('Queue for messages that cannot be delivered. Left out: they are lost after the retries.'),
};

const rawDelivery = z
  .boolean()
  .exactOptional()
  .describe("Deliver the message as it was published, without SNS's envelope. Default: false.");

/** SNS takes the local part, the domain and no more; the mailbox confirms the rest. */
const emailSchema = z
  .string()
  .max(254)
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?\.(?:[A-Za-z]{2,24}|xn--[A-Za-z0-9-]{1,59})$/,
    'must be an e-mail address',
  );

const httpsSchema = z
  .string()
  .max(2048)
  .regex(/^https:\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d{1,5})?(?:\/[^\s#]*)?$/, 'must be an https:// address')
  .refine((text) => URL.canParse(text), 'must be an https:// address with a port of at most 65535');

/** Where a message goes: a Queue or Function of the registry, a mailbox, or an address. */
const subscriptionSchema = z.union([
  documentRef(['Queue', 'Function'], { rawDelivery, ...common }, 'write'),
  z.strictObject({ email: emailSchema.describe('Mailbox. Its owner has to confirm the subscription.'), ...common }),
  z.strictObject({
    https: httpsSchema.describe('Address. Whoever answers there has to confirm the subscription.'),
    rawDelivery,
    ...common,
  }),
]);

/** Spec of a Topic: an SNS topic and who receives what is published to it. */
export const topicSchema = z.strictObject({
  displayName: z
    .string()
    .regex(/^[^\p{C}]{1,100}$/u, 'must be 1 to 100 visible characters')
    .exactOptional()
    .describe('Sender of e-mails, up to 100 characters.'),
  fifo: z
    .boolean()
    .default(false)
    .describe('True for a topic that keeps the order of a message group. A change makes another topic.'),
  contentBasedDeduplication: z
    .boolean()
    .exactOptional()
    .describe('FIFO topics only: tell equal messages by their body, so that publishers need no deduplication id.'),
  subscriptions: z.array(subscriptionSchema).max(100).exactOptional().describe('Who receives the messages; up to 100.'),
  encryption: z
    .enum(['aws-managed', 'none'])
    .exactOptional()
    .describe(
      '`aws-managed`: the key aws/sns. `none`: for topics that a service of AWS publishes to. Default: `aws-managed`.',
    ),
  kmsKeyArn: valueOrRef(kmsKeyArnSchema, 'KMS key ARN')
    .exactOptional()
    .describe('KMS key of your own, in place of `encryption`.'),
  alarms: z
    .boolean()
    .default(true)
    .describe("Alarm to the platform's alarm topic when a message could not be delivered."),
  traffic: messageTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** A Topic's spec with all defaults filled in. */
export type TopicSpec = Frozen<z.output<typeof topicSchema>>;

/** One receiver of a Topic. */
export type Subscription = NonNullable<TopicSpec['subscriptions']>[number];

/** What other documents may take from a Topic. */
export const topicOutputs = { topicArn: 'topic ARN', topicName: 'topic name' } as const satisfies Outputs;
