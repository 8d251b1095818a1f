import * as z from 'zod';
import { deadLetterSchema, messageGroupSchema, RETRY_DEFAULTS, retrySchema } from '../delivery.ts';
import type { Frozen } from '../frozen.ts';
import { jsonSchema } from '../json.ts';
import type { Outputs } from '../outputs.ts';
import { eventTraffic } from '../traffic.ts';
import { documentRef, REFERENCE_PLACES } from '../value-or-ref.ts';
import { objectEventsSchema } from './object-events.ts';
import { patternSchema } from './pattern.ts';

/** Limits: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html and API_PutTargets.html, API_Target.html */
const MAX_DESCRIPTION = 512;
const MAX_TARGETS = 5;
const MAX_INPUT = 8192;
const MAX_PATHS = 100;

/** The bus that AWS's own services send to. */
export const DEFAULT_BUS = 'default';
/** Stands for the bus of the rule's team. */
export const TEAM_BUS = 'team';

/** The bus of a rule. Partner and other buses have names of these characters. Source: API_PutRule, EventBusName. */
export const busSchema = z
  .string()
  .max(256)
  .regex(/^[A-Za-z0-9._\-/]+$/, 'must be default, team, or the name of a bus of this account')
  .register(REFERENCE_PLACES, { refersTo: 'team' });

/** The part of JSONPath that EventBridge has: names with dots, and positions in lists. */
const eventPath = z
  .string()
  .max(256)
  .regex(/^\$(?:\.[A-Za-z0-9_-]+|\[\d+\])*$/, 'must be a path such as $.detail.id');

/** Names that begin with `aws` are EventBridge's own. */
const placeholder = z
  .string()
  .max(256)
  .regex(/^(?!aws)[A-Za-z0-9_-]+$/i, 'must be letters, digits, dashes and underscores, not beginning with aws');

const transformerSchema = z.strictObject({
  paths: z
    .record(placeholder, eventPath)
    .refine((paths) => Object.keys(paths).length <= MAX_PATHS, `must have at most ${MAX_PATHS} entries`)
    .default({})
    .describe('Placeholder → path of the event whose value takes its place.'),
  template: z.string().min(1).max(MAX_INPUT).describe('JSON with placeholders such as `<id>`, up to 8192 characters.'),
});

const inputSchema = jsonSchema.refine(
  (input) => JSON.stringify(input ?? null).length <= MAX_INPUT,
  `must be at most ${MAX_INPUT} characters of JSON`,
);

/** Where events are sent to, and in what form. */
const targetSchema = documentRef(
  ['Function', 'Queue', 'Topic', 'Agent'],
  {
    input: inputSchema.exactOptional().describe('Sent in place of the event, up to 8192 characters of JSON.'),
    inputPath: eventPath.exactOptional().describe('The part of the event that is sent, e.g. `$.detail`.'),
    inputTransformer: transformerSchema.exactOptional().describe('What is made of the event and sent.'),
    messageGroup: messageGroupSchema.exactOptional().describe('Message group, for a FIFO queue only.'),
    retry: retrySchema.default(RETRY_DEFAULTS).describe('How a delivery that fails is tried again.'),
    deadLetter: deadLetterSchema.exactOptional().describe('Queue for what could not be delivered; not FIFO.'),
  },
  'write',
);

/** Spec of an EventRule: which events of a bus, or of a bucket, are sent where. */
export const eventRuleSchema = z.strictObject({
  bus: busSchema
    .default(DEFAULT_BUS)
    .describe("`default`, `team` for the team's own bus, or the name of another bus. Default: `default`."),
  pattern: patternSchema
    .exactOptional()
    .describe('Which events, as an EventBridge event pattern. Either this or `s3`.'),
  s3: objectEventsSchema
    .exactOptional()
    .describe('What happens to objects of a Bucket, in place of `pattern`. On the default bus only.'),
  description: z.string().max(MAX_DESCRIPTION).exactOptional().describe('Shown in the console; up to 512 characters.'),
  enabled: z.boolean().default(true).describe('Whether it sends anything. Default: true.'),
  targets: z.array(targetSchema).min(1).max(MAX_TARGETS).describe('Where they are sent to; up to five.'),
  alarms: z
    .boolean()
    .default(true)
    .describe("Alarm to the platform's alarm topic when an event could not be delivered."),
  traffic: eventTraffic.exactOptional().describe('What you expect in a month, for the cost estimate alone.'),
});

/** An EventRule's spec with all defaults filled in. */
export type EventRuleSpec = Frozen<z.output<typeof eventRuleSchema>>;

/** What other documents may take from an EventRule. */
export const eventRuleOutputs = { ruleArn: 'rule ARN' } as const satisfies Outputs;
