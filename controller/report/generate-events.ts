import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { EVENTS } from './event-details.ts';

/** The text of `docs/reference/events.md`: every event with its fields and an example. Pure. */
export function renderEvents(): string {
  const events = Object.entries(EVENTS).map(([type, event]) => renderEvent(type, event));
  return `${[HEADER, ...events].join('\n\n')}\n`;
}

/** The text of `docs/reference/events.schema.json`: a JSON Schema of what EventBridge delivers, one alternative an event type. Pure. */
export function renderEventSchema(): string {
  const oneOf = Object.entries(EVENTS).map(([type, { when, detail }]) => {
    const { $schema: _, ...schema } = z.toJSONSchema(detail, { target: 'draft-7' });
    return {
      title: type,
      description: when,
      type: 'object',
      required: ['source', 'detail-type', 'detail'],
      properties: { source: { const: 'holdfast' }, 'detail-type': { const: type }, detail: schema },
    };
  });
  const schema = { $schema: 'http://json-schema.org/draft-07/schema#', title: 'Events of Holdfast', oneOf };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}

const HEADER = `# Events

<!-- Generated from controller/report/event-details.ts by controller/report/generate-events.ts. Do not edit. -->

Everything that the controller does is an event on the EventBridge bus of its stack (output \`BusName\`, \`holdfast-<environment>\`). The \`source\` is
\`holdfast\`. Order is not promised, and an event may arrive twice. Values of the platform are never in one. The
[JSON Schema](events.schema.json) describes what a subscriber gets.

\`\`\`json
{ "source": ["holdfast"], "detail-type": ["Run Finished"], "detail": { "state": ["failed"] } }
\`\`\`

A rule with this pattern tells of failed applies. What needs a person is told on the topic \`holdfast-<environment>-news\` already: failed and stopped
runs, what turned out unhealthy, and drift.`;

interface EventEntry {
  readonly when: string;
  readonly detail: z.ZodType;
  readonly example: object;
}

function renderEvent(type: string, { when, detail, example }: EventEntry): string {
  const rows = fieldsOf(detail).map(
    ({ name, optional, text }) => `| \`${name}\`${optional ? ' (optional)' : ''} | ${text} |`,
  );
  const table = ['| field | what |', '| --- | --- |', ...rows].join('\n');
  const shown = JSON.stringify({ source: 'holdfast', 'detail-type': type, detail: example }, undefined, 2);
  return [`## ${type}`, when, table, `\`\`\`json\n${shown}\n\`\`\``].join('\n\n');
}

interface Field {
  readonly name: string;
  readonly optional: boolean;
  readonly text: string;
}

function fieldsOf(detail: z.ZodType): readonly Field[] {
  const { properties = {}, required = [] } = z.toJSONSchema(detail);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    optional: !required.includes(name),
    text: typeof property === 'object' ? (property.description ?? '') : '',
  }));
}

if (import.meta.main) {
  const folder = new URL('../../docs/reference/', import.meta.url);
  writeFileSync(fileURLToPath(new URL('events.md', folder)), renderEvents());
  writeFileSync(fileURLToPath(new URL('events.schema.json', folder)), renderEventSchema());
}
