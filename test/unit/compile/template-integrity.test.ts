import { beforeAll, describe, expect, test } from 'vitest';
import type { DesiredStack } from '../../../controller/compile/desired.ts';
import type { Template } from '../../../controller/compile/template.ts';
import { orderOf } from '../../../controller/graph/order.ts';
import { digestOf } from '../../../controller/lib/digest.ts';
import type { Json } from '../../../controller/lib/json.ts';
import { goldenCases, runCase } from '../../golden/run-case.ts';
import { evaluateStacks } from './evaluate-templates.ts';
import { specOf } from './service-spec.ts';

const cases = new Map<string, readonly DesiredStack[]>();

beforeAll(async () => {
  for (const name of goldenCases()) cases.set(name, (await runCase(name)).stacks);
});

/** Every stack of every case. */
function stacks(): readonly DesiredStack[] {
  return [...cases.values()].flat();
}

describe('T5: in every golden template', () => {
  test('each Ref, Fn::GetAtt and DependsOn names a parameter or resource, and no resource waits for itself', () => {
    for (const { template } of stacks()) {
      const names = new Set([...Object.keys(template.Resources), ...Object.keys(template.Parameters ?? {})]);
      const dependencies = Object.entries(template.Resources).map(([id, resource]) => {
        const used = [...usesOf(resource.Properties ?? {}), ...[resource.DependsOn ?? []].flat()];
        expect(used.filter((name) => !names.has(name))).toEqual([]);
        return [id, used.filter((name) => template.Resources[name] !== undefined)] as const;
      });
      expect(orderOf(new Map(dependencies)).cycles).toEqual([]);
    }
  });

  test('each attribute is one that the type has', () => {
    for (const { template } of stacks()) {
      for (const [id, attribute] of attributesOf(template)) {
        const { Type = '' } = template.Resources[id] ?? {};
        expect(Object.keys(specOf(Type).attributes), `${Type}.${attribute}`).toContain(attribute);
      }
    }
  });

  test('each parameter is used, and filled from an output of a stack of a lower wave', () => {
    for (const all of cases.values()) {
      evaluateStacks(all);
      const waves = new Map(all.map(({ name, wave }) => [name, wave]));
      for (const { template, parameters, wave } of all) {
        const used = new Set(usesOf([template.Resources, template.Outputs ?? {}] as unknown as Json));
        expect(Object.keys(parameters)).toEqual(Object.keys(template.Parameters ?? {}));
        expect(Object.keys(parameters).filter((name) => !used.has(name))).toEqual([]);
        for (const { stack } of Object.values(parameters)) expect(waves.get(stack)).toBeLessThan(wave);
      }
    }
  });

  test('sizes are within the limits of CloudFormation', () => {
    for (const { template, body } of stacks()) {
      expect(Object.keys(template.Resources).length).toBeLessThanOrEqual(500);
      expect(Object.keys(template.Parameters ?? {}).length).toBeLessThanOrEqual(200);
      expect(Object.keys(template.Outputs ?? {}).length).toBeLessThanOrEqual(200);
      expect(Buffer.byteLength(body)).toBeLessThanOrEqual(1_000_000);
    }
  });
});

test('the body is the compact template, the digest is of the body, every resource has a source', () => {
  for (const { template, body, digest, sources } of stacks()) {
    expect(JSON.parse(body)).toEqual(template);
    expect(body).toBe(JSON.stringify(template));
    expect(digest).toBe(digestOf(body));
    expect(Object.keys(sources)).toEqual(Object.keys(template.Resources));
  }
});

test('stacks stand by wave: network, stateful, application, observability, then teams with the edge', () => {
  const starter = cases.get('starter') ?? [];
  expect(starter.map(({ name, owner, wave }) => [name, owner, wave])).toEqual([
    ['shared-lambda-infra-network', 'network', 0],
    ['shared-lambda-infra-stateful', 'stateful', 1],
    ['shared-lambda-infra-application', 'application', 2],
    ['shared-lambda-infra-observability', 'observability', 3],
    ['shared-lambda-infra-edge', 'edge', 4],
    ['shared-lambda-infra-team-orders', 'team/orders', 4],
    ['shared-lambda-infra-team-payments', 'team/payments', 4],
  ]);
});

test('stacks of one wave stand by name', () => {
  for (const all of cases.values()) {
    const keys = all.map(({ wave, name }) => `${wave} ${name}`);
    expect(keys).toEqual([...keys].sort());
  }
});

/** Names that `Ref` and `Fn::GetAtt` use anywhere in a value. */
function usesOf(value: Json): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(usesOf);
  return Object.entries(value).flatMap(([name, inner]: [string, Json]) => {
    if (name === 'Ref') return [String(inner)];
    if (name === 'Fn::GetAtt') return [String((inner as readonly Json[])[0])];
    return usesOf(inner);
  });
}

function attributesOf(template: Template): readonly (readonly [id: string, attribute: string])[] {
  const text = JSON.stringify(template);
  return [...text.matchAll(/"Fn::GetAtt":\["([^"]+)","([^"]+)"\]/g)].map(([, id = '', attribute = '']) => [
    id,
    attribute,
  ]);
}
