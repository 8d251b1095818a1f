import * as z from 'zod';
import { API_VERSION, metadataSchema } from './document.ts';
import { KINDS, type KindName } from './kinds/kinds.ts';
import { nameSchema } from './kinds/names.ts';

/** Field names that mean something to JavaScript itself (R4). */
const UNSAFE_NAMES: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON Pointer: https://www.rfc-editor.org/rfc/rfc6901 */
const pointer = z
  .string()
  .min(2)
  .max(1024)
  .regex(/^(?:\/(?:[^/~]|~[01])*)+$/, 'must be a JSON Pointer such as /spec/memoryMb; write / as ~1 and ~ as ~0')
  .refine((text) => !text.split('/').some((name) => UNSAFE_NAMES.has(name)), 'holds a name that is not allowed');

const value = z.unknown().refine((given) => given !== undefined, 'is missing');

/** The operations of a JSON Patch: https://www.rfc-editor.org/rfc/rfc6902 */
const operationSchema = z.discriminatedUnion('op', [
  z.strictObject({
    op: z.literal('add').describe('Adds a field, or an entry before the index (`-`: at the end).'),
    path: pointer.describe('Where.'),
    value: value.describe('What.'),
  }),
  z.strictObject({
    op: z.literal('replace').describe('Replaces what is there.'),
    path: pointer.describe('Where; it has to exist.'),
    value: value.describe('With what.'),
  }),
  z.strictObject({
    op: z.literal('remove').describe('Removes what is there.'),
    path: pointer.describe('Where; it has to exist.'),
  }),
  z.strictObject({
    op: z.literal('move').describe('Moves a value.'),
    from: pointer.describe('Where it is.'),
    path: pointer.describe('Where it goes.'),
  }),
  z.strictObject({
    op: z.literal('copy').describe('Copies a value.'),
    from: pointer.describe('Where it is.'),
    path: pointer.describe('Where the copy goes.'),
  }),
  z.strictObject({
    op: z.literal('test').describe('Goes on only if the value is this one.'),
    path: pointer.describe('Where.'),
    value: value.describe('The value that has to be there.'),
  }),
]);

/** One operation of a patch. */
export type PatchOperation = z.output<typeof operationSchema>;

const targetSchema = z.strictObject({
  kind: z.enum(KINDS.map(({ name }) => name) as [KindName, ...KindName[]]).describe('Kind of the document.'),
  name: nameSchema.describe('Its `metadata.name`.'),
  team: nameSchema.exactOptional().describe('Its team; left out for documents outside of `teams/`.'),
});

/** An Overlay: what is different in one environment. `overlays/<environment>.yaml` holds one. */
export const overlaySchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe('Version of the registry format.'),
  kind: z.literal('Overlay').describe('Kind of the document.'),
  metadata: z
    .strictObject({ name: metadataSchema.shape.name.describe('The environment; also the name of the file.') })
    .describe('Name of the environment.'),
  spec: z
    .strictObject({
      patches: z
        .array(
          z.strictObject({
            target: targetSchema.describe('The document that is different.'),
            patch: z.array(operationSchema).min(1).max(100).describe('What is different, as a JSON Patch (RFC 6902).'),
          }),
        )
        .min(1)
        .max(1000)
        .describe('Patches, carried out in this order.'),
    })
    .describe('What the environment changes.'),
});

/** A valid Overlay as the author wrote it. */
export type Overlay = z.output<typeof overlaySchema>;
