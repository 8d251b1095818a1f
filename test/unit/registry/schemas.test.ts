import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { DOCUMENT_SCHEMAS } from '../../../registry/document.ts';
import { renderSchemas } from '../../../registry/generate-schemas.ts';

const FOLDER = new URL('../../../registry/schemas/', import.meta.url);
const rendered = renderSchemas();

describe('registry/schemas', () => {
  test('holds exactly what the zod schemas say; else run: node registry/generate-schemas.ts', () => {
    expect(readdirSync(FOLDER).toSorted()).toEqual([...rendered.keys()].toSorted());
    for (const [name, text] of rendered) expect(readFileSync(new URL(name, FOLDER), 'utf8')).toBe(text);
  });

  test.each([...rendered])('%s is a valid JSON Schema', (_, text) => {
    expect(() => new Ajv({ strict: false }).compile(JSON.parse(text))).not.toThrow();
  });

  test('unknown fields and wrong kinds are refused in the editor too', () => {
    const validate = new Ajv({ strict: false }).compile(JSON.parse(rendered.get('registry.schema.json') ?? ''));
    const team = { apiVersion: 'holdfast/v1', kind: 'Team', metadata: { name: 'a' }, spec: { owner: 'x' } };
    expect(validate(team)).toBe(true);
    expect(validate({ ...team, kind: 'Teem' })).toBe(false);
    expect(validate({ ...team, spec: { owner: 'x', ownr: 'y' } })).toBe(false);
    expect(validate({ ...team, metadata: { name: 'A' } })).toBe(false);
  });

  test.each([...DOCUMENT_SCHEMAS])('every field of %s says what it is for', (_, schema) => {
    const bare = describeFields(z.toJSONSchema(schema, { io: 'input' }), '');
    expect(bare).toEqual([]);
  });
});

/** Paths of the fields that have no description. */
function describeFields(schema: unknown, path: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const { properties = {}, items, anyOf = [] } = schema as { properties?: object; items?: unknown; anyOf?: unknown[] };
  const own = Object.entries(properties).flatMap(([name, field]) => {
    const at = `${path}.${name}`;
    const described = typeof (field as { description?: unknown }).description === 'string';
    return [...(described || /\.(?:value|valueFrom)$/.test(at) ? [] : [at]), ...describeFields(field, at)];
  });
  return [...own, ...describeFields(items, `${path}[]`), ...anyOf.flatMap((branch) => describeFields(branch, path))];
}
