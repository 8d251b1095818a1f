import { IdempotencyConfig, makeIdempotent } from '@aws-lambda-powertools/idempotency';
import type { BasePersistenceLayer } from '@aws-lambda-powertools/idempotency/persistence';
import type { Context } from 'aws-lambda';
import type { Step } from './action.ts';
import type { Json, ObjectReference } from './event.ts';
import type { Item } from './item.ts';
import { PoisonError } from './poison.ts';
import type { World } from './world.ts';

/** A step on single events. */
export type EachStep = Extract<Step, { takes: 'each' }>;

/** What is kept of an item that is done: enough to go on with it, and nothing of what its event says. */
interface Kept {
  readonly object?: ObjectReference;
}

/** Runs steps on an item, unless they were run on it before: then it gives what came of that. */
export type RunOnce = (item: Item) => Promise<{ readonly item: Item; readonly isDuplicate: boolean }>;

/**
 * Steps behind Powertools' idempotency: an event that is known is not run again, one that somebody else works on fails for now, and one of the same
 * id with another content is refused. What is left when a run ends early is run again, so the steps themselves have to leave the same (C15).
 */
export function createRunOnce(
  steps: readonly EachStep[],
  { processor, rememberSeconds }: { readonly processor: string; readonly rememberSeconds: number },
  store: BasePersistenceLayer,
  context: Context,
  world: World,
): RunOnce {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: 'id',
    payloadValidationJmesPath: 'content',
    expiresAfterSeconds: rememberSeconds,
    hashFunction: 'sha256',
    throwOnNoIdempotencyKey: true,
    lambdaContext: context,
  });
  return async (item) => {
    let ran = false;
    const run = async (): Promise<Json> => {
      ran = true;
      return keptOf(await runSteps(steps, item, world));
    };
    const keyPrefix = `${processor}.${steps.map(({ name }) => name).join('.')}`;
    const once = makeIdempotent(run as (key: Json) => Promise<Json>, { persistenceStore: store, config, keyPrefix });
    try {
      const kept = (await once({ id: item.id, content: contentOf(item) })) as Kept;
      return { item: { id: item.id, event: item.event, ...kept }, isDuplicate: !ran };
    } catch (error) {
      throw translated(error);
    }
  };
}

/** Runs steps one after the other. */
export async function runSteps(steps: readonly EachStep[], item: Item, world: World): Promise<Item> {
  let current = item;
  for (const step of steps) {
    world.signal.throwIfAborted();
    current = await step.run(current, world);
  }
  return current;
}

function keptOf({ object }: Item): { readonly [key: string]: Json } {
  return object === undefined ? {} : { object: { ...object } };
}

/** What may not change under an id: it would be somebody else's event. */
function contentOf({ event }: Item): Json {
  const { etag = '', bytes = -1 } = event.object ?? {};
  return [event.kind, etag, bytes, event.detail];
}

function translated(error: unknown): unknown {
  if (!(error instanceof Error) || error.name !== 'IdempotencyValidationError') return error;
  return new PoisonError('same-id-other-content', 'Another event with the same id and another content was handled.');
}
