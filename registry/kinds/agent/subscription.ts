import * as z from 'zod';
import { objectEventsSchema } from '../event-rule/object-events.ts';
import { patternSchema } from '../event-rule/pattern.ts';
import { busSchema } from '../event-rule/schema.ts';
import type { Frozen } from '../frozen.ts';
import { jsonSchema } from '../json.ts';
import { nameSchema } from '../names.ts';
import { timingFields } from '../schedule/schema.ts';
import { filterSchema } from '../topic/filter.ts';
import { documentRef } from '../value-or-ref.ts';

/** Something that gives an agent work: exactly one of `pattern`, `s3`, `schedule` and `topic`. */
export const subscriptionSchema = z.strictObject({
  name: nameSchema.describe('Name within the agent. A change makes another subscription.'),
  pattern: patternSchema.exactOptional().describe('Events of a bus, as an EventBridge event pattern.'),
  bus: busSchema.exactOptional().describe('Bus of the `pattern`: `default`, `team`, or the name of another one.'),
  s3: objectEventsSchema.exactOptional().describe('What happens to objects of a Bucket.'),
  schedule: z
    .strictObject({
      ...timingFields,
      input: jsonSchema.exactOptional().describe("What is sent, as JSON. Default: EventBridge's own notice."),
    })
    .exactOptional()
    .describe('Times at which there is work.'),
  topic: documentRef(
    ['Topic'],
    {
      filter: filterSchema.exactOptional().describe("Which messages, as SNS's filter policy. Left out: all."),
      filterScope: z
        .enum(['attributes', 'body'])
        .exactOptional()
        .describe('What `filter` looks at: the attributes of a message, or its body as JSON. Default: `attributes`.'),
      rawDelivery: z
        .boolean()
        .exactOptional()
        .describe("Deliver the message as it was published, without SNS's envelope. Default: false."),
    },
    'read',
  )
    .exactOptional()
    .describe('Messages of a Topic.'),
});

/** A subscription of an agent as the author wrote it, with the defaults filled in. */
export type Subscription = Frozen<z.output<typeof subscriptionSchema>>;
