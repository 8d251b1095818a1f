import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { EventPublisher } from '../world.ts';

/** An event that EventBridge did not take. */
export class PublishFailed extends Error {
  override readonly name = 'PublishFailed';
}

/** Publishes to EventBridge, whose answer may be a success with a failure in it. */
export function createEventPublisher(eventBridge: EventBridgeClient): EventPublisher {
  return {
    publish: async ({ bus, source, detailType, detail }) => {
      const entry = { EventBusName: bus, Source: source, DetailType: detailType, Detail: detail };
      const { FailedEntryCount } = await eventBridge.send(new PutEventsCommand({ Entries: [entry] }));
      if (FailedEntryCount) throw new PublishFailed('EventBridge did not take the event.');
    },
  };
}
