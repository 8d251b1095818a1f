import { NOTIFIED_EVENTS } from '../../registry/kinds/bucket/notifications.ts';
import type { BucketSpec } from '../../registry/kinds/bucket/schema.ts';
import type { AnyDocument } from '../documents/registry.ts';
import type { JsonObject } from '../lib/json.ts';
import type { UseSite } from './context.ts';
import { idFor } from './logical-ids.ts';
import { documentAt, outputOf } from './references.ts';
import type { Site } from './site.ts';
import { teamDraft } from './team-draft.ts';

type Notification = NonNullable<BucketSpec['notifications']>[number];
type Queue = Extract<AnyDocument, { kind: 'Queue' }>;

/** Whom a bucket tells of its objects: EventBridge, queues, both or nobody. */
export function notificationsOf(site: Site<'Bucket'>): JsonObject {
  const { events, notifications = [] } = site.document.spec;
  const queues = notifications.flatMap((notification) => queueConfigurations(notification, site));
  if (!events && queues.length === 0) return {};
  return {
    NotificationConfiguration: {
      ...(events && { EventBridgeConfiguration: { EventBridgeEnabled: true } }),
      ...(queues.length > 0 && { QueueConfigurations: queues }),
    },
  };
}

/**
 * S3 tries whether it may send before it takes a notification, so the policies of the queues come first. A queue in another stack is applied
 * before, because its ARN is an output.
 */
export function waitForQueues(site: Site<'Bucket'>): { readonly DependsOn?: readonly string[] } {
  const policies = (site.document.spec.notifications ?? []).flatMap(({ queue }) => {
    const target = queueAt(queue, site);
    const isHere = target !== undefined && teamDraft(target, site.context) === site.draft;
    return isHere ? [idFor('AccessToQueue', target.metadata.name)] : [];
  });
  return policies.length === 0 ? {} : { DependsOn: [...new Set(policies)] };
}

/** CloudFormation takes one event for each. */
function queueConfigurations({ queue, events, prefix, suffix }: Notification, site: UseSite): readonly JsonObject[] {
  const target = queueAt(queue, site);
  if (target === undefined) return [];
  const Queue = outputOf(target, 'queueArn', site);
  const rules = [
    ...(prefix === undefined ? [] : [{ Name: 'prefix', Value: encoded(prefix) }]),
    ...(suffix === undefined ? [] : [{ Name: 'suffix', Value: encoded(suffix) }]),
  ];
  const filter = rules.length > 0 && { Filter: { S3Key: { Rules: rules } } };
  return events.map((event) => ({ Event: NOTIFIED_EVENTS[event], Queue, ...filter }));
}

function queueAt(queue: Notification['queue'], site: UseSite): Queue | undefined {
  const target = documentAt(queue, site);
  return target.kind === 'Queue' ? target : undefined;
}

/**
 * S3 compares filters with keys as notifications have them, URL-encoded.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-how-to-filtering.html
 */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll('%2F', '/').replaceAll('%20', '+');
}
