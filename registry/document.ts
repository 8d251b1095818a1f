import * as z from 'zod';
import { KINDS, type Kind, type KindName } from './kinds/kinds.ts';
import { nameSchema } from './kinds/names.ts';

/** The one `apiVersion` of registry documents. */
export const API_VERSION = 'holdfast/v1';

/** Labels and annotations as in Kubernetes: short keys, any text. Holdfast keeps them and does not act on them. */
const annotationsSchema = z.record(z.string().min(1).max(128), z.string().max(4096));

/** The `metadata` block of every document. */
export const metadataSchema = z.strictObject({
  name: nameSchema.describe('Name of the document, unique among its kind in its team.'),
  team: nameSchema
    .exactOptional()
    .describe('Team that owns it. Default, and the only one allowed: the team of the folder.'),
  sharedWith: z
    .array(
      z.strictObject({
        team: nameSchema.describe('The other team.'),
        level: z
          .enum(['reference', 'read', 'write', 'readwrite'])
          .default('reference')
          .describe('What it may do: `reference` takes outputs only, the others also give access.'),
      }),
    )
    .max(100)
    .exactOptional()
    .describe('Other teams that may refer to this document (I4). Left out: none.'),
  environment: nameSchema.exactOptional().describe("Environment it is meant for; must be the platform's."),
  labels: annotationsSchema.exactOptional().describe('Labels for your own use.'),
  annotations: annotationsSchema.exactOptional().describe('Notes for your own tools.'),
});

/** The envelope of a document whose kind is not known: everything but the `spec` is checked. */
export const envelopeSchema = z.strictObject({
  apiVersion: z.literal(API_VERSION).describe('Version of the registry format.'),
  kind: z.enum(KINDS.map((kind) => kind.name) as [KindName, ...KindName[]]).describe('Kind of the document.'),
  metadata: metadataSchema.describe('Name and owner.'),
  spec: z.unknown().refine((spec) => spec !== undefined),
});

/** Schema of a whole document of one kind. */
function schemaOfKind(kind: Kind) {
  return z.strictObject({
    apiVersion: envelopeSchema.shape.apiVersion,
    kind: z.literal(kind.name).describe('Kind of the document.'),
    metadata: envelopeSchema.shape.metadata,
    spec: kind.schema.describe('What the document asks for.'),
  });
}

/** A whole document before its kind is narrowed. */
export type DocumentSchema = ReturnType<typeof schemaOfKind>;

/** Kind name → schema of a whole document of that kind. */
export const DOCUMENT_SCHEMAS: ReadonlyMap<string, DocumentSchema> = new Map(
  KINDS.map((kind) => [kind.name, schemaOfKind(kind)]),
);
