import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import type { Placed } from '../../../controller/compile/divide.ts';
import { partition } from '../../../controller/compile/partition.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { idOfDocument } from '../../../controller/graph/graph.ts';
import { lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

/** 3 resources and 4 outputs each; an FILL_LIMITS of 160 outputs lets 40 of them into one stack. */
const many = (count: number, from = 0): Written[] =>
  Array.from({ length: count }, (_, index) => lambda(`f${String(index + from).padStart(3, '0')}`));

function compiled(documents: readonly Written[], placed?: Placed) {
  const { graph } = buildGraph(registryOf(platform(), { web: [team('web'), ...documents] }));
  const { desired, findings } = compile(graph, {}, placed);
  return { findings, stacks: desired.stacks.filter(({ owner }) => owner.startsWith('team/web')) };
}

/** What the record says after these stacks were applied. */
function recordOf(stacks: ReturnType<typeof compiled>['stacks']): Placed {
  return new Map(stacks.map(({ name, template }) => [name, new Set(Object.keys(template.Resources))]));
}

const functionsIn = (stack: ReturnType<typeof compiled>['stacks'][number] | undefined) =>
  Object.keys(stack?.template.Resources ?? {}).filter((id) => id.startsWith('Function')).length;

describe('a team that outgrows a stack', () => {
  test('gets further stacks, each with room left', () => {
    const { stacks, findings } = compiled(many(100));
    expect(findings).toEqual([]);
    expect(stacks.map(({ name, owner }) => [name, owner])).toEqual([
      ['acme-platform-team-web', 'team/web'],
      ['acme-platform-team-web-2', 'team/web/2'],
      ['acme-platform-team-web-3', 'team/web/3'],
    ]);
    expect(stacks.map(functionsIn)).toEqual([40, 40, 20]);
  });

  test('nothing that is placed moves when a document comes before it, and a new one goes where there is room', () => {
    const before = compiled(many(60, 1));
    const after = compiled([lambda('aaa'), ...many(60, 1)], recordOf(before.stacks));
    const [first, second] = after.stacks;
    expect(first?.body).toBe(before.stacks[0]?.body);
    expect(functionsIn(second)).toBe(21);
    expect(Object.keys(second?.template.Resources ?? {})).toContain('FunctionAaa');
  });

  test('a placed document stays in the second stack when the first has room again', () => {
    const before = compiled(many(50));
    const after = compiled(many(10, 40), recordOf(before.stacks));
    expect(after.stacks.map(({ name, body }) => [name, body === before.stacks[1]?.body])).toEqual([
      ['acme-platform-team-web-2', true],
    ]);
  });

  test('a Route stands beside its function, also where that stack is full', () => {
    const before = compiled(many(50));
    const { stacks } = compiled(
      [...many(50), route('one', { path: '/web/one', function: 'f001' })],
      recordOf(before.stacks),
    );
    expect(Object.keys(stacks[0]?.template.Resources ?? {})).toContain('RouteOne');
  });

  test('a reference between two of its stacks is a parameter, and the stack that gives the value is applied first', () => {
    const role = { valueFrom: { kind: 'Function', name: 'f001', output: 'roleArn' } };
    const before = compiled(many(50));
    const { stacks } = compiled([...many(50), lambda('zz', { roleArn: role })], recordOf(before.stacks));
    expect(Object.values(stacks[1]?.parameters ?? {})).toContainEqual({
      stack: 'acme-platform-team-web',
      output: expect.stringMatching(/^RoleArn/),
    });
    expect(stacks.map(({ name, wave }) => [name, wave])).toEqual([
      ['acme-platform-team-web', 4],
      ['acme-platform-team-web-2', 5],
    ]);
  });
});

describe('partition', () => {
  const size = { resources: 150, parameters: 0, outputs: 0, bytes: 0 };

  test('keeps what is placed, and makes no two stacks depend on each other', () => {
    const names = ['aa', 'bb', 'cc', 'dd', 'ee', 'ff', 'gg', 'hh'];
    const { nodes } = buildGraph(
      registryOf(platform(), { web: [team('web'), ...names.map((name) => lambda(name))] }),
    ).graph;
    const documents = nodes.map(({ document }) => document).filter(({ kind }) => kind === 'Function');
    const ids = documents.map(idOfDocument);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 12 }),
        fc.array(fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }), { minLength: 8, maxLength: 8 }),
        (pairs, recorded) => {
          // Later documents depend on earlier ones only, and recorded stacks only on recorded stacks before them.
          const edges = pairs
            .filter(([from, to]) => from > to && isApplicable(recorded[from], recorded[to]))
            .map(([from, to]) => ({ from: ids[from] ?? '', to: ids[to] ?? '', path: [] }));
          const parts = partition({
            documents: documents.map((document) => ({ document, size })),
            edges,
            placedIn: (document) => recorded[ids.indexOf(idOfDocument(document))],
          });
          for (const [index, part] of recorded.entries()) if (part) expect(parts.get(ids[index] ?? '')).toBe(part);
          for (const { from, to } of edges) expect(parts.get(from)).toBeGreaterThanOrEqual(parts.get(to) ?? 0);
        },
      ),
    );
  });
});

/** What is placed depends on what was placed before it, or with it; only then could it have been applied. */
function isApplicable(from: number | undefined, to: number | undefined): boolean {
  return from === undefined || (to !== undefined && from >= to);
}
