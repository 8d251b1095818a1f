import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { type LoadedRegistry, loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { renderSchemas } from '../../../registry/generate-schemas.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { snapshotOf, TODAY } from '../documents/registry-files.ts';

const KINDS_FOLDER = new URL('../../../registry/kinds/', import.meta.url);

interface Example {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
}

/** All examples of one sort, of every kind. */
function examples(sort: 'good' | 'bad'): Example[] {
  return KINDS.flatMap(({ name: kind, folder: name }) => {
    const folder = new URL(`${name}/examples/${sort}/`, KINDS_FOLDER);
    return readdirSync(folder).map((file) => ({
      name: `${kind}: ${file}`,
      kind,
      text: readFileSync(new URL(file, folder), 'utf8'),
    }));
  });
}

/** Where a kind's example stands in the test's registry; everything else in it is a good example. */
const PLACES: Readonly<Record<string, string>> = {
  Platform: 'platform.yaml',
  Policy: 'policies/example.yaml',
  Team: 'teams/payments/team.yaml',
  Function: 'teams/payments/charge.yaml',
  Queue: 'teams/payments/queue.yaml',
  Topic: 'teams/payments/topic.yaml',
  Secret: 'teams/payments/secret.yaml',
  Table: 'teams/payments/table.yaml',
  Bucket: 'teams/payments/bucket.yaml',
  Route: 'teams/payments/example.yaml',
  Schedule: 'teams/payments/schedule.yaml',
  EventRule: 'teams/payments/event-rule.yaml',
  EventProcessor: 'teams/payments/event-processor.yaml',
  Agent: 'teams/payments/agent.yaml',
};

/** Examples of Teams whose repositories sign in, which the platform has to provide for. */
const NEEDS_GITHUB = new Set(['Team: full.yaml', 'Team: repositories.yaml']);

function load({ name, kind, text }: Example): LoadedRegistry {
  const good = (path: string) => readFileSync(new URL(path, KINDS_FOLDER), 'utf8');
  const files = {
    'platform.yaml': good(`platform/examples/good/${NEEDS_GITHUB.has(name) ? 'own-provider' : 'minimal'}.yaml`),
    'teams/payments/team.yaml': good('team/examples/good/minimal.yaml'),
    'teams/payments/charge.yaml': good('function/examples/good/minimal.yaml'),
    [PLACES[kind] ?? '']: text,
  };
  return loadDocuments(snapshotOf(files), { today: TODAY });
}

describe('every good example', () => {
  const ajv = new Ajv({ strict: false });
  const validate = ajv.compile(JSON.parse(renderSchemas().get('registry.schema.json') ?? ''));

  test.each(examples('good'))('$name has no finding', (example) => {
    const { registry, findings } = load(example);
    expect([...findings, ...buildGraph(registry).findings]).toEqual([]);
  });

  test.each(examples('good'))('$name fits the JSON Schema that editors use', ({ text }) => {
    for (const document of parseAllDocuments(text)) {
      validate(document.toJS());
      expect(validate.errors ?? []).toEqual([]);
    }
  });
});

describe('every bad example has exactly the findings that it announces', () => {
  test.each(examples('bad'))('$name', (example) => {
    const expected = [...example.text.matchAll(/^# expect: (\w+) (\d+):(\d+)$/gm)].map(
      ([, code, line, column]) => `${code} ${line}:${column}`,
    );
    expect(expected.length).toBeGreaterThan(0);
    const findings = load(example).findings.filter(({ file }) => file === PLACES[example.kind]);
    expect(findings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual(expected);
  });

  test('every kind has good and bad examples', () => {
    for (const sort of ['good', 'bad'] as const) {
      expect([...new Set(examples(sort).map(({ kind }) => kind))]).toEqual(KINDS.map(({ name }) => name));
    }
  });
});
