import * as z from 'zod';
import type { Frozen } from './frozen.ts';
import { keyPrefixSchema } from './key-prefix.ts';
import { documentRef } from './value-or-ref.ts';

/** What access to a document may be: `invoke` is for functions only, the others for what holds or carries data. */
export const ACCESS_LEVELS = ['read', 'write', 'readwrite', 'invoke'] as const;

/** One of {@link ACCESS_LEVELS}. */
export type AccessLevel = (typeof ACCESS_LEVELS)[number];

/** Kinds that access can be given to, and the levels that each of them has. */
export const ACCESSIBLE = {
  Table: ['read', 'write', 'readwrite'],
  Bucket: ['read', 'write', 'readwrite'],
  Queue: ['read', 'write', 'readwrite'],
  Topic: ['write'],
  Secret: ['read'],
  Function: ['invoke'],
  Agent: ['write'],
  Team: ['write'],
} as const satisfies Readonly<Record<string, readonly AccessLevel[]>>;

/** Name of a kind that access can be given to. */
export type AccessibleKind = keyof typeof ACCESSIBLE;

/**
 * A grant by reference: the actions and the resource follow from the kind and the level, so that nobody writes more than is needed.
 * Reading a queue is receiving from it, writing is sending; writing to a topic is publishing; writing to an agent is giving it work.
 */
export const accessSchema = documentRef(Object.keys(ACCESSIBLE) as [AccessibleKind, ...AccessibleKind[]], {
  level: z.enum(ACCESS_LEVELS).describe('What may be done: `read`, `write`, `readwrite`, or `invoke` for a function.'),
  prefix: keyPrefixSchema
    .exactOptional()
    .describe('For a Bucket only: the beginning of the keys that may be reached. Left out: all of them.'),
});

/** What a grant allows, without whom it is about. */
export type Grant = Pick<Access, 'level' | 'prefix'>;

/** A grant as the author wrote it. */
export type Access = Frozen<z.output<typeof accessSchema>>;
