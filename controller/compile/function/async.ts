import type { JsonObject } from '../../lib/json.ts';
import { ref } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import { put, type Site } from '../site.ts';
import { aliasOf } from './release.ts';
import { targetAt } from './targets.ts';

/** Lambda's own defaults, written out so that drift from them is seen (F1). Source: API_PutFunctionEventInvokeConfig of the Lambda API. */
const DEFAULT_MAX_AGE_SECONDS = 21_600;
const DEFAULT_MAX_RETRIES = 2;

/** Where events go whose asynchronous runs failed for the last time. */
export function deadLetterOf(site: Site<'Function'>): JsonObject {
  const { deadLetter } = site.document.spec;
  return deadLetter === undefined ? {} : { DeadLetterConfig: { TargetArn: targetAt(deadLetter, 'send', site).arn } };
}

/** How asynchronous runs are tried again and told, for what callers call: the alias where there is one. */
export function addAsyncInvoke(site: Site<'Function'>): void {
  const { asyncInvoke, release } = site.document.spec;
  const { name } = site.document.metadata;
  if (asyncInvoke === undefined) return;
  const { maxAgeSeconds = DEFAULT_MAX_AGE_SECONDS, maxRetries = DEFAULT_MAX_RETRIES } = asyncInvoke;
  const properties = {
    FunctionName: ref(idFor('Function', name)),
    Qualifier: release === undefined ? '$LATEST' : aliasOf(release),
    MaximumEventAgeInSeconds: maxAgeSeconds,
    MaximumRetryAttempts: maxRetries,
    ...destinationsOf(site),
  };
  const attributes = release === undefined ? {} : { DependsOn: [idFor('LambdaAlias', name)] };
  put(site, 'LambdaAsync', 'AWS::Lambda::EventInvokeConfig', properties, attributes);
}

function destinationsOf(site: Site<'Function'>): JsonObject {
  const { onSuccess, onFailure } = site.document.spec.asyncInvoke ?? {};
  const destinations = {
    ...(onSuccess !== undefined && { OnSuccess: { Destination: targetAt(onSuccess, 'send', site).arn } }),
    ...(onFailure !== undefined && { OnFailure: { Destination: targetAt(onFailure, 'send', site).arn } }),
  };
  return Object.keys(destinations).length === 0 ? {} : { DestinationConfig: destinations };
}

/** What the role needs to send there. */
export function asyncStatements(site: Site<'Function'>): readonly JsonObject[] {
  const { deadLetter, asyncInvoke } = site.document.spec;
  return [deadLetter, asyncInvoke?.onSuccess, asyncInvoke?.onFailure]
    .filter((field) => field !== undefined)
    .flatMap((field) => targetAt(field, 'send', site).statements);
}
