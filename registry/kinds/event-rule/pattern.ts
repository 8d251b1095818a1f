import * as z from 'zod';
import { jsonSchema } from '../json.ts';
import { patternProblems } from './pattern-problems.ts';

/**
 * What EventBridge takes by default, in characters of JSON:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const MAX_PATTERN = 2048;

/** A field of an event that a pattern may look at. */
function eventField(meaning: string) {
  return jsonSchema.exactOptional().describe(meaning);
}

/**
 * An event pattern: the fields that every event has (an event never has others), each with a list of values or comparisons of which one has
 * to hold. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export const patternSchema = z
  .strictObject({
    source: eventField('Who sends, e.g. `[aws.s3]`.'),
    'detail-type': eventField('What it is, e.g. `[Object Created]`.'),
    detail: eventField('Fields of the detail, as deep as they are nested.'),
    account: eventField('Account that it is of.'),
    region: eventField('Region that it is of.'),
    resources: eventField('ARNs of what it is about.'),
    time: eventField('When it happened.'),
    id: eventField('Id of the event.'),
    version: eventField('Version of the envelope, which is `0`.'),
    'replay-name': eventField('Name of the replay, for events that an archive sends again.'),
    $or: eventField('Two or more patterns, of which one has to match.'),
  })
  .superRefine((pattern, context) => {
    for (const { path, message } of patternProblems(pattern)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
    const length = JSON.stringify(pattern).length;
    if (length > MAX_PATTERN) {
      context.addIssue({ code: 'custom', message: `must be at most ${MAX_PATTERN} characters of JSON, not ${length}` });
    }
  });
