import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { digestOf } from '../lib/digest.ts';
import type { ObjectStore } from '../record/objects-port.ts';
import { corruptRecord } from '../record/parse.ts';
import type { Lease } from '../record/port.ts';

/** A DynamoDB item in the SDK's own form. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Primary key of the single table. */
export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/**
 * Where each kind of record lies. Every key names the environment, so that environments can share a table. The table's
 * TTL attribute `expiresAt` is on none of them: a lease that DynamoDB deleted would start its tokens anew (C1, C11).
 */
export function keysOf(environment: string) {
  return {
    lease: (name: string): Key => ({ pk: `lease#${environment}#${name}`, sk: 'lease' }),
    environment: { pk: `environment#${environment}`, sk: 'head' } as const,
    drift: { pk: `environment#${environment}`, sk: 'drift' } as const,
    outputs: { pk: `environment#${environment}`, sk: 'outputs' } as const,
    deliveryAudit: { pk: `environment#${environment}`, sk: 'deliveries' } as const,
    reviews: `reviews#${environment}`,
    review: (number: number): Key => ({ pk: `reviews#${environment}`, sk: String(number).padStart(10, '0') }),
    rehearsals: `rehearsals#${environment}`,
    rehearsal: (sha: string): Key => ({ pk: `rehearsals#${environment}`, sk: sha }),
    plan: (sha: string): Key => ({ pk: `plan#${environment}#${sha}`, sk: 'plan' }),
    calls: `calls#${environment}`,
    call: (at: number, id: string): Key => ({
      pk: `calls#${environment}`,
      sk: `${sortableTime(at)}#${id}`,
    }),
    acceptances: `acceptances#${environment}`,
    acceptance: (at: number, id: string): Key => ({
      pk: `acceptances#${environment}`,
      sk: `${sortableTime(at)}#${id}`,
    }),
    consents: (digest: string) => `consents#${environment}#${digest}`,
    consent: (digest: string, what: string, by: string): Key => ({
      pk: `consents#${environment}#${digest}`,
      sk: `${what}#${by}`,
    }),
    stacks: `stacks#${environment}`,
    stack: (name: string): Key => ({ pk: `stacks#${environment}`, sk: name }),
    runs: `runs#${environment}`,
    run: (startedAt: number, id: string): Key => ({
      pk: `runs#${environment}`,
      sk: `${sortableTime(startedAt)}#${id}`,
    }),
    /** Tells where the run of an id lies. */
    runPlace: (id: string): Key => ({ pk: `run#${environment}#${id}`, sk: 'run' }),
    evidence: `evidence#${environment}`,
    evidenceEntry: (number: number): Key => ({
      pk: `evidence#${environment}`,
      sk: String(number).padStart(15, '0'),
    }),
    evidenceIndex: `evidence-index#${environment}`,
    evidenceMark: (identity: string): Key => ({ pk: `evidence-index#${environment}`, sk: identity }),
  };
}

/** Epoch milliseconds as a text that sorts by time: 15 digits last until the year 33658. */
export function sortableTime(at: number): string {
  return String(at).padStart(15, '0');
}

/** The keys of one environment. */
export type Keys = ReturnType<typeof keysOf>;

/** A key as attributes. */
export function keyAttributes({ pk, sk }: Key): { pk: AttributeValue; sk: AttributeValue } {
  return { pk: { S: pk }, sk: { S: sk } };
}

/** A field longer than this goes to the object store: even 50 fields then stay far below the 400 KB of an item (C16). */
const INLINE_BYTES = 4096;

/** A record as attributes of its item, its big fields stored as objects and replaced by their digests. */
export async function encodeRecord(record: object, lease: Lease | undefined, objects: ObjectStore): Promise<Item> {
  const inline: Record<string, unknown> = {};
  const pointers: Record<string, AttributeValue> = {};
  for (const [field, value] of Object.entries(record)) {
    const text = JSON.stringify(value);
    if (text === undefined) continue;
    if (Buffer.byteLength(text) <= INLINE_BYTES) inline[field] = value;
    else pointers[field] = { S: await objects.put(text) };
  }
  const body = JSON.stringify(inline);
  return {
    body: { S: body },
    objects: { M: pointers },
    stamp: { S: stampOf(body, pointers, lease) },
  };
}

/** Same writer, same content, same stamp: tells after a lost reply whether the write that is there is ours (C3). */
function stampOf(body: string, pointers: Record<string, AttributeValue>, lease: Lease | undefined): string {
  return digestOf(JSON.stringify([lease?.owner, lease?.token, body, pointers]));
}

/** True when the stored item came from this very write, or from the same one made earlier. */
export function isSameWrite(stored: Item | undefined, item: Item): boolean {
  return stored?.stamp?.S !== undefined && stored.stamp.S === item.stamp?.S;
}

/** The record of an item, with its big fields fetched. Not validated yet. Throws `CorruptRecord` when a part is missing. */
export async function decodeRecord(item: Item, objects: ObjectStore): Promise<unknown> {
  const where = placeOf(item);
  const inline = parseJson(item.body?.S, where);
  const fetched = await Promise.all(
    Object.entries(item.objects?.M ?? {}).map(async ([field, pointer]) => {
      const text = await objects.get(pointer.S ?? '');
      if (text === undefined) throw corruptRecord(where, `${field}: object ${pointer.S} is missing`);
      return [field, parseJson(text, where)] as const;
    }),
  );
  return typeof inline === 'object' && inline !== null ? { ...inline, ...Object.fromEntries(fetched) } : inline;
}

/** An item's key in words, for messages. */
export function placeOf(item: Item): string {
  return `${item.pk?.S}/${item.sk?.S}`;
}

function parseJson(text: string | undefined, where: string): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw corruptRecord(where, 'it is not JSON');
  }
}
