import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { REFERENCE_FIELDS } from '../../../controller/graph/reference-fields.ts';
import { functionSchema } from '../../../registry/kinds/function/schema.ts';
import { lambda, platform, registryOf, route, team } from '../compile/registry-of.ts';

const roleOf = (name: string, other?: string) => ({
  roleArn: { valueFrom: { kind: 'Function', name, output: 'roleArn', ...(other !== undefined && { team: other }) } },
});

describe('the graph', () => {
  test('has a node for every document by kind, team and name, and an edge for every reference', () => {
    const subnets = [{ valueFrom: { kind: 'Platform', name: 'shared', output: 'privateSubnetIds' } }];
    const { graph, findings } = buildGraph(
      registryOf(platform(), {
        web: [
          route('home', { path: '/web', function: 'page' }),
          lambda('page', { ...roleOf('base'), subnets, securityGroups: ['sg-0123456789abcdef0'] }),
          lambda('base'),
          team('web'),
        ],
      }),
    );
    expect(findings).toEqual([]);
    expect(graph.nodes.map(({ id, wave }) => [id, wave])).toEqual([
      ['Platform/shared', 0],
      ['Team/web/web', 0],
      ['Function/web/base', 0],
      ['Function/web/page', 1],
      ['Route/web/home', 2],
    ]);
    expect(graph.edges).toEqual([
      { from: 'Function/web/page', to: 'Function/web/base', path: ['spec', 'roleArn', 'valueFrom'], output: 'roleArn' },
      {
        from: 'Function/web/page',
        to: 'Platform/shared',
        path: ['spec', 'subnets', 0, 'valueFrom'],
        output: 'privateSubnetIds',
      },
      { from: 'Route/web/home', to: 'Function/web/page', path: ['spec', 'function'] },
    ]);
  });

  test('is plain data', () => {
    const { graph } = buildGraph(registryOf(platform(), { web: [team('web'), lambda('page')] }));
    expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
  });

  test('takes a reference that names its own team, and one in a literal for what it is', () => {
    const { findings, graph } = buildGraph(
      registryOf(platform(), { web: [team('web'), lambda('base'), lambda('page', roleOf('base', 'web'))] }),
    );
    expect(findings).toEqual([]);
    expect(graph.edges.map(({ to }) => to)).toEqual(['Function/web/base']);
  });
});

describe('a reference to a document that is not valid', () => {
  const valid = registryOf(platform(), {
    web: [team('web'), lambda('page', roleOf('base')), route('home', { path: '/web', function: 'page' })],
  });

  test('is no finding of its own, and leads nowhere', () => {
    const { findings, graph } = buildGraph({ ...valid, faulty: [{ kind: 'Function', team: 'web', name: 'base' }] });
    expect(findings).toEqual([]);
    expect(graph.edges.map(({ from, to }) => `${from} -> ${to}`)).toEqual(['Route/web/home -> Function/web/page']);
  });

  test('of another team is a finding', () => {
    const { findings } = buildGraph({ ...valid, faulty: [{ kind: 'Function', team: 'shop', name: 'base' }] });
    expect(findings.map(({ code, message }) => [code, message])).toEqual([
      ['UnknownReference', 'There is no Function base in team web.'],
    ]);
  });
});

describe('I4: a reference to another team', () => {
  test('is refused, whether the document exists or not', () => {
    const registry = registryOf(platform(), {
      shop: [team('shop'), lambda('there')],
      web: [team('web'), lambda('one', roleOf('there', 'shop')), lambda('two', roleOf('nowhere', 'shop'))],
    });
    const { findings, graph } = buildGraph(registry);
    expect(findings.map(({ code, path }) => [code, path])).toEqual([
      ['CrossTeamReference', 'spec.roleArn.valueFrom.team'],
      ['CrossTeamReference', 'spec.roleArn.valueFrom.team'],
    ]);
    expect(graph.edges).toEqual([]);
  });

  test.each(referenceFields())('is refused in the field %s, as in every field that the schema lets refer', (field) => {
    const value = { valueFrom: { kind: 'Function', name: 'there', team: 'shop', output: 'functionArn' } };
    const network = { subnets: ['subnet-0123456789abcdef0'], securityGroups: ['sg-0123456789abcdef0'] };
    const source = { arn: 'arn:aws:kinesis:us-east-1:123456789012:stream/acme-platform-web-clicks' };
    const needed: Readonly<Record<string, unknown>> = { ...network, eventSources: [source], environment: { ONE: '' } };
    const spec = { ...network, ...place(needed, field.split('.'), value) };
    const { findings } = buildGraph(
      registryOf(platform(), { shop: [team('shop'), lambda('there')], web: [team('web'), lambda('page', spec)] }),
    );
    expect(findings.map(({ code }) => code)).toEqual(['CrossTeamReference']);
  });

  test('every field that the JSON Schema lets refer is known to the graph, and says what sort of value it takes', () => {
    const fields = (REFERENCE_FIELDS.get('Function') ?? []).filter(({ refersTo }) => refersTo === 'output');
    const known = fields.map(({ path }) => path.slice(1, -1).join('.'));
    expect([...new Set(known)].sort()).toEqual(referenceFields());
    const anySort = fields.filter(({ takes }) => takes === undefined).map(({ path }) => path.join('.'));
    expect(anySort).toEqual(['spec.environment.*.valueFrom']);
  });

  test('is followed where the owner shares the document', () => {
    const shared = { ...lambda('there'), metadata: { name: 'there', sharedWith: [{ team: 'web' }] } };
    const { findings, graph } = buildGraph(
      registryOf(platform(), {
        shop: [team('shop'), shared],
        web: [team('web'), lambda('one', roleOf('there', 'shop'))],
      }),
    );
    expect(findings).toEqual([]);
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([['Function/web/one', 'Function/shop/there']]);
  });
});

describe('R3: cycles', () => {
  test('each is one finding with its path, at the reference of its smallest member', () => {
    const functions = [
      lambda('aa', roleOf('bb')),
      lambda('bb', roleOf('cc')),
      lambda('cc', roleOf('aa')),
      lambda('dd', roleOf('dd')),
    ];
    const { findings } = buildGraph(
      registryOf(platform(), { web: [team('web'), ...functions, lambda('ee', roleOf('aa'))] }),
    );
    expect(findings.map(({ code, file, path, message }) => ({ code, file, path, message }))).toEqual([
      {
        code: 'ReferenceCycle',
        file: 'teams/web/1.yaml',
        path: 'spec.roleArn.valueFrom',
        message: 'References go in a circle: Function/web/aa → Function/web/bb → Function/web/cc → Function/web/aa.',
      },
      {
        code: 'ReferenceCycle',
        file: 'teams/web/4.yaml',
        path: 'spec.roleArn.valueFrom',
        message: 'References go in a circle: Function/web/dd → Function/web/dd.',
      },
    ]);
  });
});

/** Fields of a Function whose JSON Schema lets them refer: names from the spec on, `*` for any item of a list. */
function referenceFields(): readonly string[] {
  return [...new Set(refer(z.toJSONSchema(functionSchema, { io: 'input' }), []))].sort();
}

function refer(schema: unknown, path: readonly string[]): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  const {
    anyOf = [],
    properties = {},
    items,
    additionalProperties,
  } = schema as {
    readonly anyOf?: readonly unknown[];
    readonly properties?: object;
    readonly items?: unknown;
    readonly additionalProperties?: unknown;
  };
  if (Object.hasOwn(properties, 'valueFrom')) return [path.join('.')];
  const inner = Object.entries(properties).flatMap(([name, field]) => refer(field, [...path, name]));
  const entries = [items, additionalProperties].flatMap((entry) => refer(entry, [...path, '*']));
  return [...anyOf.flatMap((option) => refer(option, path)), ...inner, ...entries];
}

function isBlock(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `needed` with a value at a path. */
function place(
  needed: unknown,
  [segment, ...rest]: readonly string[],
  value: unknown,
): Readonly<Record<string, unknown>> {
  const block = (typeof needed === 'object' && needed !== null ? needed : {}) as Readonly<Record<string, unknown>>;
  if (segment === undefined) return block;
  const [next, ...deeper] = rest;
  if (next === '*' && isBlock(block[segment])) {
    return { [segment]: Object.fromEntries(Object.keys(block[segment]).map((name) => [name, value])) };
  }
  if (next === '*') {
    const [first] = Array.isArray(block[segment]) ? (block[segment] as readonly unknown[]) : [];
    return { [segment]: [deeper.length === 0 ? value : { ...(first as object), ...place(first, deeper, value) }] };
  }
  return { [segment]: rest.length === 0 ? value : place(block[segment], rest, value) };
}
