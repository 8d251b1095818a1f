import { expect, test } from 'vitest';
import * as z from 'zod';
import { readShape, type Shape } from '../../../controller/documents/known-fields.ts';
import { DOCUMENT_SCHEMAS } from '../../../registry/document.ts';

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
}

/** The shape as the JSON Schema that zod makes tells it. */
function shapeOfJson({ properties, items, additionalProperties, anyOf, oneOf }: JsonSchema): Shape {
  const named = Object.entries(properties ?? {}).map(([name, field]) => [name, shapeOfJson(field)] as const);
  const alternatives = anyOf ?? oneOf;
  return {
    ...(properties && { fields: Object.fromEntries(named) }),
    ...(items && { items: shapeOfJson(items) }),
    ...(typeof additionalProperties === 'object' && { values: shapeOfJson(additionalProperties) }),
    ...(alternatives && { anyOf: alternatives.map(shapeOfJson) }),
  };
}

test.each([...DOCUMENT_SCHEMAS])('R6: the known fields of a %s are those of its JSON Schema', (_, schema) => {
  const json = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as JsonSchema;
  const shape = readShape(schema);
  expect(shape).toEqual(shapeOfJson(json));
  expect(Object.keys(shape.fields ?? {})).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
});
