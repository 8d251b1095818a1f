import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { HoldfastError } from '../diagnostics/error.ts';
import type { EventPublisher, HoldfastEvent } from '../report/events-port.ts';
import { awsError } from './aws-errors.ts';

/** What this adapter calls, on the one bus. */
export const EVENT_PUBLISHER_ACTIONS = ['events:PutEvents'] as const;

/** `source` of every event, for rules of subscribers. */
export const EVENT_SOURCE = 'holdfast';

/** Entries of one request (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html). */
const ENTRIES = 10;

/** Publishes on the bus of this name. What was published before a failure is published again by a repeat. */
export function createEventPublisher(client: EventBridgeClient, busName: string): EventPublisher {
  return {
    publish: async (events) => {
      for (let start = 0; start < events.length; start += ENTRIES) {
        await putEvents(client, busName, events.slice(start, start + ENTRIES));
      }
    },
  };
}

async function putEvents(client: EventBridgeClient, busName: string, events: readonly HoldfastEvent[]): Promise<void> {
  const Entries = events.map(({ type, detail }) => ({
    EventBusName: busName,
    Source: EVENT_SOURCE,
    DetailType: type,
    Detail: JSON.stringify(detail),
  }));
  const { Entries: answers = [] } = await client.send(new PutEventsCommand({ Entries })).catch((error: unknown) => {
    throw awsError(error, `publish on event bus ${busName}`);
  });
  const refused = answers.find((answer) => answer.ErrorCode !== undefined);
  if (refused === undefined) return;
  throw new HoldfastError(`Event bus ${busName} did not take an event: ${refused.ErrorCode} ${refused.ErrorMessage}`, {
    code: 'EventRefused',
    source: 'aws',
    retryable: refused.ErrorCode === 'ThrottlingException' || refused.ErrorCode === 'InternalFailure',
  });
}
