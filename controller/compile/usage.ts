import { isJsonObject } from '../lib/json.ts';
import type { TemplateResource } from './template.ts';

/**
 * What a resource's monthly bill depends on besides its properties, with the unit of each number. The vocabulary is closed: the
 * cost stage reads nothing else. All are amounts per month unless the name says otherwise.
 */
export const USAGE_UNITS = {
  /** Runs of a function, or requests to a route of an API. */
  requestsPerMonth: 'requests',
  /** How long one run of a function takes, on average. */
  averageDurationMs: 'milliseconds a run',
  /** Size of one answer of an API, on average. */
  averageResponseKb: 'KB an answer',
  /** Messages that go through a queue, or are published to a topic. */
  messagesPerMonth: 'messages',
  /** Events that a bus takes, that a rule matches, or that an event processor handles. */
  eventsPerMonth: 'events',
  /** Invocations that a schedule makes. Read from its expression where none is given. */
  invocationsPerMonth: 'invocations',
  /** Reads of items of up to 4 KB from a table, eventually consistent ones counted as half. */
  readsPerMonth: 'reads',
  /** Writes of items of up to 1 KB into a table. */
  writesPerMonth: 'writes',
  /** Writes and listings of a bucket (PUT, COPY, POST, LIST). */
  putsPerMonth: 'requests that write',
  /** Reads of a bucket (GET, HEAD, SELECT). */
  getsPerMonth: 'requests that read',
  /** Data kept in a bucket, table, image repository or archive, averaged over the month. */
  storageGb: 'GB',
  /** Data that leaves AWS for the internet. */
  dataOutGb: 'GB',
  /** Data that passes a NAT gateway or an interface endpoint. */
  dataProcessedGb: 'GB',
  /** Log lines that a log group takes in. */
  logGbPerMonth: 'GB',
  /** Calls to the API of a service that charges for them, such as the reading of a secret or the use of a key. */
  callsPerMonth: 'calls',
} as const;

/** One of {@link USAGE_UNITS}. */
export type UsageDimension = keyof typeof USAGE_UNITS;

/** Expected usage of one resource. What is left out is priced with the stated assumption of the cost stage. */
export type Usage = { readonly [D in UsageDimension]?: number };

const DIMENSIONS = Object.keys(USAGE_UNITS) as readonly UsageDimension[];

/**
 * A resource with its expected usage as `Metadata: {Holdfast: {Usage}}`, so that a template alone says what it will cost; the
 * resource itself when no dimension has a number. Other metadata is kept. Keys stand in the order of the vocabulary (P4).
 * Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-metadata.html
 */
export function withUsage<R extends Omit<TemplateResource, 'Type' | 'Properties'>>(resource: R, usage: Usage): R {
  const known = inOrder(usage);
  if (Object.keys(known).length === 0) return resource;
  return { ...resource, Metadata: { ...resource.Metadata, Holdfast: { Usage: known } } };
}

/** The expected usage that a resource of a template declares. Whatever is not a number of the vocabulary is left out. */
export function usageOf(resource: TemplateResource): Usage {
  const holdfast = resource.Metadata?.Holdfast;
  const usage = isJsonObject(holdfast) ? holdfast.Usage : undefined;
  return isJsonObject(usage) ? inOrder(usage) : {};
}

function inOrder(usage: Readonly<Record<string, unknown>>): Readonly<Record<string, number>> {
  const entries = DIMENSIONS.flatMap((dimension) => {
    const amount = usage[dimension];
    return typeof amount === 'number' && Number.isFinite(amount) && amount >= 0 ? [[dimension, amount] as const] : [];
  });
  return Object.fromEntries(entries);
}
