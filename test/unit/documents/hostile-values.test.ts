import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { compile } from '../../../controller/compile/compile.ts';
import { hasErrors } from '../../../controller/diagnostics/finding.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { KINDS } from '../../../registry/kinds/kinds.ts';
import { loadWith } from './registry-files.ts';

/** No real key: the shape of one. */
const CANARY = 'AKIAQYLPMN5HHHFPZAM2';

type Value = null | boolean | number | string | readonly Value[] | { readonly [name: string]: Value };
type Place = readonly (string | number)[];

/** Where the example of a kind stands in the test's registry, if not in the team's folder. */
const PLACES: Readonly<Record<string, string>> = {
  Platform: 'platform.yaml',
  Policy: 'policies/example.yaml',
  Team: 'teams/payments/team.yaml',
};

/** Every value of the good examples of a kind, each with the files in which something else stands in its place. */
function* changed(kind: string, folder: string, change: (value: Value) => Value | undefined) {
  const examples = new URL(`../../../registry/kinds/${folder}/examples/good/`, import.meta.url);
  const seen = new Set<string>();
  for (const file of readdirSync(examples)) {
    const documents: readonly Value[] = parseAllDocuments(readFileSync(new URL(file, examples), 'utf8')).map(
      (document) => document.toJS(),
    );
    for (const place of placesOf(documents)) {
      const name = place.map((part) => (typeof part === 'number' ? '#' : part)).join('.');
      const value = change(valueAt(documents, place));
      if (value === undefined || place.length < 2 || seen.has(name)) continue;
      seen.add(name);
      const written = (put(documents, place, value) as readonly Value[]).map((document) => JSON.stringify(document));
      yield { name, files: { [PLACES[kind] ?? 'teams/payments/example.yaml']: written.join('\n---\n') } };
    }
  }
}

function placesOf(value: Value, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [place, ...entries.flatMap(([name, inner]) => placesOf(inner, [...place, name]))];
}

function valueAt(value: Value, place: Place): Value {
  return place.reduce<Value>((inside, part) => (inside as Record<string | number, Value>)[part] ?? null, value);
}

function put(value: Value, [first, ...rest]: Place, inner: Value): Value {
  if (first === undefined) return inner;
  if (Array.isArray(value)) return value.map((entry, index) => (index === first ? put(entry, rest, inner) : entry));
  const fields = value as Readonly<Record<string, Value>>;
  return { ...fields, [first]: put(fields[first] ?? null, rest, inner) };
}

const isBlock = (value: Value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlain = (value: Value) => typeof value !== 'object' || value === null;

describe.each(KINDS.map(({ name, folder }) => ({ kind: name, folder })))(
  'every value of a $kind',
  ({ kind, folder }) => {
    test('S6: {{resolve:…}} is a finding', () => {
      const places = [...changed(kind, folder, (value) => (isPlain(value) ? `${value}{{resolve:ssm:x}}` : undefined))];
      const missed = places.filter(
        ({ files }) => !loadWith(files).findings.some(({ code }) => code === 'DynamicReference'),
      );
      expect(places.length).toBeGreaterThan(5);
      expect(missed.map(({ name }) => name)).toEqual([]);
    });

    test.each([
      { as: 'value', change: (value: Value) => (isPlain(value) ? CANARY : undefined) },
      { as: 'name', change: (value: Value) => (isBlock(value) ? { ...(value as object), [CANARY]: 'x' } : undefined) },
    ])('S4: a credential in place of a $as is a finding, and is not repeated', ({ change }) => {
      for (const { name, files } of changed(kind, folder, change)) {
        const { findings } = loadWith(files);
        expect(
          findings.map(({ code }) => code),
          name,
        ).toContain('SecretValue');
        expect(JSON.stringify(findings), name).not.toContain(CANARY);
      }
    });

    test.each([
      { Ref: 'HostileParameter' },
      { 'Fn::GetAtt': ['Role', 'Arn'] },
      { 'Fn::Transform': { Name: 'AWS::Include', Parameters: { Location: 's3://acme/x' } } },
    ])('S6: $0 is a finding, or is in no template', (intrinsic) => {
      const beside = (value: Value) => (isBlock(value) ? { ...(value as object), ...intrinsic } : intrinsic);
      const [text] = Object.entries(intrinsic).map(([name, value]) => `"${name}":${JSON.stringify(value)}`);
      for (const { name, files } of changed(kind, folder, beside)) {
        const loaded = loadWith(files);
        if (hasErrors(loaded.findings)) continue;
        const { graph, findings } = buildGraph(loaded.registry);
        if (hasErrors(findings)) continue;
        const compiled = compile(graph, {});
        if (hasErrors(compiled.findings)) continue;
        expect(JSON.stringify(compiled.desired), name).not.toContain(text);
      }
    });
  },
);
