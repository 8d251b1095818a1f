import type { Json, JsonObject } from '../lib/json.ts';
import type { UseSite } from './context.ts';
import { type DestinationRef, destinationArn } from './destinations.ts';

/** How often and how long EventBridge and its Scheduler try, in their own words. */
export function retryOf(retry: { readonly maxAttempts: number; readonly maxAgeSeconds: number }): JsonObject {
  return { MaximumRetryAttempts: retry.maxAttempts, MaximumEventAgeInSeconds: retry.maxAgeSeconds };
}

/** The queue for what they could not deliver. */
export function deadLetterOf(reference: DestinationRef, site: UseSite): { readonly Arn: Json } {
  return { Arn: destinationArn(reference, site) };
}
