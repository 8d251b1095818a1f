import { createHash } from 'node:crypto';
import type { Given } from './action.ts';
import type { Candidate, Collection, CollectionRecord } from './collection-record.ts';
import { AT_ONCE, createGate } from './gate.ts';
import type { Item } from './item.ts';
import { PoisonError } from './poison.ts';

/** What is done with a collection once it is known who belongs to it: all of the pipeline from the action on. It may be repeated. */
export type Work = (items: readonly Item[], given: Given) => Promise<void>;

/** How one item of a batch ended. */
export type Collected =
  | { readonly kind: 'done' }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** How much one collection takes. */
export interface Bounds {
  readonly items: number;
  readonly bytes: number;
}

/**
 * Handles the items of a batch together, each of them exactly once although batches are put together anew after every failure:
 *
 * 1. The collection is written down with its candidates, then each is claimed for it. A claim moves only
 *    from a collection that is done and left its item out.
 * 2. Whoever meets a collection that is open, by one of its items, claims what is left of its candidates: from then on it has the same members
 *    for everybody. Its work leaves the same thing however often it is done, at the same place.
 * 3. The collection is marked as done. Only then are its messages.
 *
 * A crash anywhere leaves an open collection that the next delivery of any of its messages completes, with all of its members (C2, C15). An item
 * that was left out and comes again is taken over by a further collection, in the same three steps.
 */
export async function collect(
  items: readonly Item[],
  bounds: Bounds,
  record: CollectionRecord,
  work: Work,
): Promise<ReadonlyMap<string, Collected>> {
  const outcomes = new Map<string, Collected>();
  for (const group of groupsOf(unique(items), bounds)) {
    for (const [id, outcome] of await collectGroup(group, record, work)) outcomes.set(id, outcome);
  }
  return outcomes;
}

async function collectGroup(
  items: readonly Item[],
  record: CollectionRecord,
  work: Work,
): Promise<ReadonlyMap<string, Collected>> {
  const outcomes = new Map<string, Collected>();
  const settled = new Map<string, Promise<Settled>>();
  const settleOnce = (id: string) => {
    const begun = settled.get(id) ?? settle(id, record, work);
    settled.set(id, begun);
    return begun;
  };
  try {
    const returned: Candidate[] = [];
    for (const { item, owner } of await claimAll(items, record)) {
      const { outcome, wasDone } = await outcomeOf(item, owner, settleOnce);
      // It was put aside, and comes again: somebody says that it is mended.
      if (outcome.kind === 'failed' && outcome.error instanceof PoisonError && wasDone) {
        returned.push({ ...item, from: owner });
      } else outcomes.set(item.id, outcome);
    }
    // All of them are candidates of one more collection, which takes them over whoever settles it: no one is claimed for one that is done.
    for (const { item, owner } of returned.length > 0 ? await claimAll(returned, record) : []) {
      outcomes.set(item.id, (await outcomeOf(item, owner, settleOnce)).outcome);
    }
  } catch (error) {
    for (const item of items) if (!outcomes.has(item.id)) outcomes.set(item.id, { kind: 'failed', error });
  }
  return outcomes;
}

/** Writes down a collection, and claims its items for it; gives the collection that has each of them then. */
async function claimAll(candidates: readonly Candidate[], record: CollectionRecord) {
  const id = collectionId(candidates);
  await record.open(id, candidates.map(withoutPayload));
  return inTurn(candidates, async (item) => ({ item, owner: await record.claim(item.id, id, item.from) }));
}

async function outcomeOf(
  { id }: Item,
  owner: string,
  settleOnce: (id: string) => Promise<Settled>,
): Promise<{ readonly outcome: Collected; readonly wasDone: boolean }> {
  try {
    const { wasDone, refused } = await settleOnce(owner);
    const why = refused[id];
    if (why === undefined) return { outcome: { kind: wasDone ? 'duplicate' : 'done' }, wasDone };
    return { outcome: { kind: 'failed', error: new PoisonError(why.code, why.message) }, wasDone };
  } catch (error) {
    return { outcome: { kind: 'failed', error }, wasDone: false };
  }
}

/** How a collection stands after somebody saw to it. */
interface Settled {
  readonly wasDone: boolean;
  readonly refused: Collection['refused'];
}

async function settle(id: string, record: CollectionRecord, work: Work): Promise<Settled> {
  const found = await record.read(id);
  if (found === undefined) throw new Error('The collection is not in the record any more.');
  if (found.state === 'done') return { wasDone: true, refused: found.refused };

  const owners = await inTurn(found.candidates, (item) => record.claim(item.id, id, item.from));
  const members = found.candidates.filter((_, index) => owners[index] === id);
  const refused = { ...found.refused };
  const refuse = async (item: Item, { code, message }: PoisonError) => {
    await record.refuse(id, item.id, code, message);
    refused[item.id] ??= { code, message };
  };
  const left = members.filter((item) => found.refused[item.id] === undefined);
  if (left.length > 0) await work(left, { id, at: newest(found.candidates), refuse });
  await record.finish(id);
  return { wasDone: false, refused };
}

function newest(items: readonly Item[]): number {
  return items.reduce((latest, { event }) => Math.max(latest, event.at), 0);
}

/** The same items make the same collection; when they come again, another one. */
function collectionId(candidates: readonly Candidate[]): string {
  const ids = candidates.map(({ id, from }) => (from === undefined ? id : `${id} from ${from}`)).sort();
  return createHash('sha256').update(JSON.stringify(ids)).digest('hex').slice(0, 32);
}

/** DynamoDB takes 400 KB an item, names included (C16). */
const MOST_RECORDED = 300_000;

/** The order of the batch, cut where a group is full. An item that is too large alone gets a group of its own, and is refused there. */
function groupsOf(items: readonly Item[], bounds: Bounds): readonly (readonly Item[])[] {
  const groups: Item[][] = [];
  let bytes = 0;
  let recorded = 0;
  for (const item of items) {
    const size = item.object?.bytes ?? 0;
    const record = Buffer.byteLength(JSON.stringify(withoutPayload(item)));
    const last = groups.at(-1);
    const isFull = last !== undefined && (last.length >= bounds.items || bytes + size > bounds.bytes);
    if (last === undefined || isFull || recorded + record > MOST_RECORDED) {
      groups.push([item]);
      bytes = size;
      recorded = record;
    } else {
      last.push(item);
      bytes += size;
      recorded += record;
    }
  }
  return groups;
}

function unique(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()];
}

/** The record keeps who belongs together, and nothing of what an event says. */
function withoutPayload<Any extends Item>(item: Any): Any {
  return { ...item, event: { ...item.event, detail: null } };
}

/** A few at a time. The order of the results is that of the items. */
function inTurn<Any, T>(items: readonly Any[], act: (item: Any) => Promise<T>): Promise<readonly T[]> {
  const gate = createGate(AT_ONCE);
  return Promise.all(items.map((item) => gate(() => act(item))));
}
