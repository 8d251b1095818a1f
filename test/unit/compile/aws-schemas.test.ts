import { beforeAll, describe, expect, test } from 'vitest';
import type { Json } from '../../../controller/lib/json.ts';
import { goldenCases, runCase } from '../../golden/run-case.ts';
import { type EvaluatedResource, evaluateStacks } from './evaluate-templates.ts';
import { NO_PROBLEMS } from './newer-properties.ts';
import { readOnlySet, schemaProblems } from './resource-schemas.ts';
import { specOf, specProblems } from './service-spec.ts';

let resources: readonly EvaluatedResource[] = [];

beforeAll(async () => {
  const cases = await Promise.all(goldenCases().map(runCase));
  resources = cases.flatMap(({ stacks }) => [...evaluateStacks(stacks).values()].flatMap((stack) => stack.resources));
});

describe('T1: every emitted resource', () => {
  test('fits the service specification: known names, required ones, types, enumerations', () => {
    expect(resources.length).toBeGreaterThan(300);
    const problems = resources.flatMap(({ type, properties }) => specProblems(type, properties));
    expect([...new Set(problems)]).toEqual([]);
  });

  test("fits AWS's own resource schema: patterns, ranges, additional properties", () => {
    const problems = resources.flatMap(({ type, properties }) => schemaProblems(type, properties));
    expect([...new Set(problems)].sort()).toEqual(Object.keys(NO_PROBLEMS).sort());
  });

  test('sets no property that only AWS sets', () => {
    const set = resources.flatMap(({ type, properties }) => readOnlySet(type, properties).map((p) => `${type} ${p}`));
    expect(set).toEqual([]);
  });

  test('carries the tags of the platform where its type can be tagged', () => {
    const bare = resources.filter(({ type, properties }) => !hasTags(type, properties)).map(({ type }) => type);
    expect(bare).toEqual([]);
  });
});

const TAGS = [
  'resource',
  'organization',
  'environment',
  'project',
  'managed-by',
  'resource-kind',
  'resource-id',
  'name',
];

function hasTags(type: string, properties: { readonly [name: string]: Json }): boolean {
  const information = specOf(type).tagInformation;
  if (information === undefined) return true;
  const tags = properties[information.tagPropertyName];
  const names = Array.isArray(tags)
    ? tags.map((tag: Json) => (tag as { readonly Key: string }).Key)
    : Object.keys((tags ?? {}) as object);
  return TAGS.every((name) => names.includes(name));
}
