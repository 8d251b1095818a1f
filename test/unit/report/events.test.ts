import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { EVENTS } from '../../../controller/report/event-details.ts';
import { renderEventSchema, renderEvents } from '../../../controller/report/generate-events.ts';

const read = (name: string) => readFileSync(new URL(`../../../docs/reference/${name}`, import.meta.url), 'utf8');

test('the page and the schema are the generated ones', () => {
  expect(read('events.md')).toBe(renderEvents());
  expect(read('events.schema.json')).toBe(renderEventSchema());
});

describe('the published schema', () => {
  const takes = new Ajv({ strict: true, allowUnionTypes: true }).compile(JSON.parse(read('events.schema.json')));

  test.each(Object.entries(EVENTS))('takes the example of %s, and not without its first field', (type, { example }) => {
    const event = { source: 'holdfast', 'detail-type': type, detail: example };
    expect([takes(event), takes.errors]).toEqual([true, null]);
    const rest = Object.fromEntries(Object.entries(example).slice(1));
    expect(takes({ ...event, detail: rest })).toBe(false);
    expect(takes({ ...event, source: 'aws.s3' })).toBe(false);
  });

  test('takes no event of another name', () => {
    expect(takes({ source: 'holdfast', 'detail-type': 'Plan Lost', detail: EVENTS['Plan Posted'].example })).toBe(
      false,
    );
  });
});
