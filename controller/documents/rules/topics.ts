import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { filterProblems } from './topic-filters.ts';

/** What a topic and its subscriptions must agree on. Source: API_Subscribe of the SNS API, and the pages on FIFO topics. */
export function topicFields(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const subscriptions = listOf(spec.subscriptions).map(objectOf);
  return [
    ...deduplicationProblems(spec),
    ...subscriptions.flatMap((subscription, at) => {
      const path = ['spec', 'subscriptions', at];
      return [
        ...receiverProblems(subscription, spec, path),
        ...repeated(subscription, subscriptions.slice(0, at), path),
        ...filterProblems(subscription, path),
      ];
    }),
  ];
}

function deduplicationProblems({ fifo, contentBasedDeduplication }: JsonObject): Problem[] {
  if (fifo === true || contentBasedDeduplication === undefined) return [];
  const path = ['spec', 'contentBasedDeduplication'];
  const message = 'spec.contentBasedDeduplication is for FIFO topics only.';
  return [{ code: 'ConflictingFields', path, at: 'key', message, hint: 'Add `fifo: true`, or remove it.' }];
}

function receiverProblems(subscription: JsonObject, { fifo }: JsonObject, path: Path): Problem[] {
  const field = ['email', 'https'].find((name) => subscription[name] !== undefined);
  const isFunction = subscription.kind === 'Function';
  if (fifo === true && (field !== undefined || isFunction)) {
    const message = 'A FIFO topic delivers to queues only.';
    const hint = 'Subscribe a Queue, and let it be read.';
    return [{ code: 'ConflictingFields', path: [...path, field ?? 'kind'], message, hint }];
  }
  if (!isFunction || subscription.rawDelivery === undefined) return [];
  const message = 'rawDelivery is for queues and https addresses: a function always gets the envelope.';
  return [{ code: 'ConflictingFields', path: [...path, 'rawDelivery'], at: 'key', message }];
}

/** SNS knows one subscription of an endpoint to a topic. */
function repeated(subscription: JsonObject, earlier: readonly JsonObject[], path: Path): Problem[] {
  const receiver = receiverOf(subscription);
  if (receiver === undefined || !earlier.some((other) => receiverOf(other) === receiver)) return [];
  return [{ code: 'ConflictingFields', path, message: 'The topic delivers to this receiver already.' }];
}

function receiverOf({ email, https, kind, name, team = '' }: JsonObject): string | undefined {
  const receiver = email ?? https ?? (typeof name === 'string' ? [kind, team, name].join('/') : undefined);
  return typeof receiver === 'string' ? receiver : undefined;
}
