import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { DOCUMENT_SCHEMAS } from './document.ts';
import { MANIFEST_KIND, manifestSchema } from './kinds/function/manifest.ts';
import { KINDS } from './kinds/kinds.ts';
import { overlaySchema } from './overlay.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The draft that the YAML language server and most editors read. */
const DRAFT = 'http://json-schema.org/draft-07/schema#';

/**
 * File name → text of every JSON Schema for editors: one per kind, one for manifests of another tool, one for overlays, and `registry.schema.json` for files with documents of
 * several kinds.
 * They describe what an author may write; rules over several fields are checked by `holdfast validate`.
 */
export function renderSchemas(): ReadonlyMap<string, string> {
  const schemas: readonly (readonly [string, z.ZodType])[] = [...DOCUMENT_SCHEMAS, [MANIFEST_KIND, manifestSchema]];
  const kinds = new Map(schemas.map(([name, schema]) => [name, toJsonSchema(name, schema)]));
  const registry = {
    $schema: DRAFT,
    title: 'Holdfast registry document',
    type: 'object',
    // Chosen by `kind`, so that an editor offers every kind, and judges a document by its own kind alone.
    properties: { kind: { description: 'Kind of the document.', enum: [...kinds.keys()] } },
    required: ['kind'],
    allOf: [...kinds.keys()].map((name) => ({
      if: { properties: { kind: { const: name } }, required: ['kind'] },
      // biome-ignore lint/suspicious/noThenProperty: it is JSON Schema's word.
      then: { $ref: `#/definitions/${name}` },
    })),
    definitions: Object.fromEntries(kinds),
  };
  const files = [...kinds].map(([name, schema]): [string, string] => [
    `${folderOf(name)}.schema.json`,
    stringify({ $schema: DRAFT, ...schema }),
  ]);
  const overlay = stringify({ $schema: DRAFT, ...toJsonSchema('Overlay', overlaySchema) });
  return new Map([...files, ['overlay.schema.json', overlay], ['registry.schema.json', stringify(registry)]]);
}

/** File names follow the folders of `registry/kinds`: `EventRule` has `event-rule.schema.json`. */
function folderOf(name: string): string {
  if (name === MANIFEST_KIND) return 'aws-lambda';
  return KINDS.find((kind) => kind.name === name)?.folder ?? name.toLowerCase();
}

function toJsonSchema(name: string, schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', target: 'draft-7' });
  return { title: `Holdfast ${name}`, ...rest };
}

function stringify(value: JsonSchema): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

if (import.meta.main) {
  for (const [name, text] of renderSchemas())
    writeFileSync(fileURLToPath(new URL(`schemas/${name}`, import.meta.url)), text);
}
