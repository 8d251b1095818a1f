import fc from 'fast-check';
import jsonPatch from 'fast-json-patch';
import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { locate } from '../../../controller/documents/locate.ts';
import { mirrorOf, patchMirror } from '../../../controller/documents/overlay/mirror.ts';
import type { PatchOperation } from '../../../registry/overlay.ts';
import { snapshotOf, TODAY, VALID } from './registry-files.ts';

const CHARGE = `apiVersion: holdfast/v1
kind: Function
metadata: { name: charge }
spec:
  runtime: nodejs24.x
  handler: index.handler
  s3: { bucket: acme-artifacts, key: charge.zip }
  memoryMb: 512
  layerArns:
    - arn:aws:lambda:us-east-1:123456789012:layer:one:1
    - arn:aws:lambda:us-east-1:123456789012:layer:two:1
`;

function overlay(name: string, patches: string): string {
  return `apiVersion: holdfast/v1
kind: Overlay
metadata: { name: ${name} }
spec:
  patches:
${patches}`;
}

const patchCharge = (...operations: readonly string[]) =>
  `    - target: { kind: Function, team: payments, name: charge }\n      patch:\n${operations
    .map((operation) => `        - ${operation}\n`)
    .join('')}`;

function load(overlays: Readonly<Record<string, string>>, environment?: string) {
  const files = Object.entries(overlays).map(([name, text]) => [`overlays/${name}.yaml`, text]);
  const snapshot = snapshotOf({ ...VALID, 'teams/payments/charge.yaml': CHARGE, ...Object.fromEntries(files) });
  const { registry, findings } = loadDocuments(snapshot, { today: TODAY, ...(environment && { environment }) });
  const charge = registry.documents.find(({ kind, metadata }) => kind === 'Function' && metadata.name === 'charge');
  const platform = registry.documents.find((document) => document.kind === 'Platform');
  const brief = findings.map(({ code, file, line, column, path }) => `${code} ${file}:${line}:${column} ${path}`);
  return { charge, platform, brief, findings };
}

describe('an overlay', () => {
  const prod = overlay('prod', patchCharge('{ op: replace, path: /spec/memoryMb, value: 1024 }'));

  test('changes documents in its environment, and in no other one', () => {
    expect(load({ prod }).charge?.spec).toMatchObject({ memoryMb: 512 });
    expect(load({ prod }, 'prod').charge?.spec).toMatchObject({ memoryMb: 1024 });
    expect(load({ prod }, 'prod').brief).toEqual([]);
  });

  test('gives the Platform its name as the environment', () => {
    expect(load({ prod }).platform?.spec.environment).toBe('dev');
    expect(load({ prod }, 'prod').platform?.spec.environment).toBe('prod');
  });

  test('has to be there for an environment other than the one of the Platform', () => {
    expect(load({ prod }, 'staging').brief).toEqual(['UnknownEnvironment platform.yaml:7:16 spec.environment']);
    expect(load({ prod }, 'dev').brief).toEqual([]);
  });

  test('carries out its operations in order, each on what the ones before it left', () => {
    const operations = [
      '{ op: add, path: /spec/environment, value: { LOG_LEVEL: warn } }',
      '{ op: test, path: /spec/memoryMb, value: 512 }',
      '{ op: add, path: /spec/environment/REGION_NAME, value: east }',
      '{ op: remove, path: /spec/layerArns/0 }',
      '{ op: add, path: /spec/layerArns/-, value: "arn:aws:lambda:us-east-1:123456789012:layer:three:1" }',
      '{ op: copy, from: /spec/environment/LOG_LEVEL, path: /spec/environment/LEVEL }',
      '{ op: move, from: /spec/layerArns/1, path: /spec/layerArns/0 }',
    ];
    expect(load({ prod: overlay('prod', patchCharge(...operations)) }, 'prod').charge?.spec).toMatchObject({
      environment: { LOG_LEVEL: 'warn', REGION_NAME: 'east', LEVEL: 'warn' },
      layerArns: [
        'arn:aws:lambda:us-east-1:123456789012:layer:three:1',
        'arn:aws:lambda:us-east-1:123456789012:layer:two:1',
      ],
    });
  });
});

describe('a patch that matches nothing is a finding in the overlay, in every environment', () => {
  test.each([
    ['replace of a field that is left out', '{ op: replace, path: /spec/timeoutSeconds, value: 1 }', 'path'],
    ['remove of a field that is left out', '{ op: remove, path: /spec/timeoutSeconds }', 'path'],
    ['add inside a block that is left out', '{ op: add, path: /spec/environment/AA, value: x }', 'path'],
    ['an index behind the end', '{ op: add, path: /spec/layerArns/9, value: x }', 'path'],
    ['a name in place of an index', '{ op: add, path: /spec/layerArns/one, value: x }', 'path'],
    ['a test of another value', '{ op: test, path: /spec/memoryMb, value: 256 }', 'path'],
    ['a move from nowhere', '{ op: move, from: /spec/nothing, path: /spec/description }', 'from'],
  ])('%s', (_, operation, field) => {
    const { brief, charge } = load({ prod: overlay('prod', patchCharge(operation)) });
    expect(brief).toEqual([
      expect.stringMatching(
        RegExp(`^UnmatchedPatch overlays/prod\\.yaml:8:\\d+ spec\\.patches\\[0\\]\\.patch\\[0\\]\\.${field}$`),
      ),
    ]);
    expect(charge?.spec).toMatchObject({ memoryMb: 512 });
  });

  test('a document that does not exist', () => {
    const text = overlay('prod', patchCharge('{ op: remove, path: /spec/memoryMb }').replace('charge', 'charg'));
    expect(load({ prod: text }).brief).toEqual(['UnmatchedPatch overlays/prod.yaml:6:55 spec.patches[0].target.name']);
  });

  test.each(['/kind', '/metadata', '/metadata/name'])('%s says which document it is, and cannot be patched', (path) => {
    const text = overlay('prod', patchCharge(`{ op: replace, path: ${path}, value: x }`));
    expect(load({ prod: text }).brief).toEqual(['InvalidValue overlays/prod.yaml:8:32 spec.patches[0].patch[0].path']);
  });
});

describe('a finding about a patched document', () => {
  test('points at the value in the overlay, if that is what is wrong', () => {
    const text = overlay('prod', patchCharge('{ op: replace, path: /spec/memoryMb, value: 64 }'));
    const { findings } = load({ prod: text });
    expect(findings).toEqual([
      {
        code: 'InvalidValue',
        severity: 'error',
        message: 'spec.memoryMb must be at least 128, but is the number 64.',
        file: 'overlays/prod.yaml',
        line: 8,
        column: 55,
        path: 'spec.patches[0].patch[0].value',
      },
    ]);
  });

  test('points at the operation that removed a field which is needed', () => {
    const text = overlay('prod', patchCharge('{ op: remove, path: /spec/handler }'));
    expect(load({ prod: text }).brief).toEqual(['MissingField overlays/prod.yaml:8:31 spec.patches[0].patch[0].path']);
  });

  test("points into the document, if that is where the overlay's change makes something wrong", () => {
    const image = `123456789012.dkr.ecr.us-east-1.amazonaws.com/charge@sha256:${'a'.repeat(64)}`;
    const operations = ['{ op: remove, path: /spec/s3 }', `{ op: add, path: /spec/imageUri, value: "${image}" }`];
    expect(load({ prod: overlay('prod', patchCharge(...operations)) }).brief).toEqual([
      'ConflictingFields teams/payments/charge.yaml:5:3 spec.runtime',
      'ConflictingFields teams/payments/charge.yaml:6:3 spec.handler',
      'ConflictingFields teams/payments/charge.yaml:9:3 spec.layerArns',
    ]);
  });

  test('knows the line of a list entry that the overlay moved', () => {
    const text = overlay(
      'prod',
      patchCharge('{ op: add, path: /spec/layerArns/0, value: "arn:aws:lambda:us-east-1:123456789012:layer:zero:1" }'),
    );
    const { charge } = load({ prod: text }, 'prod');
    const places = [0, 1, 2].map((index) => charge && locate(charge.source, ['spec', 'layerArns', index]));
    expect(places.map((place) => `${place?.file}:${place?.line}`)).toEqual([
      'overlays/prod.yaml:8',
      'teams/payments/charge.yaml:10',
      'teams/payments/charge.yaml:11',
    ]);
  });

  test.each(['copy', 'move'])('points at the %s that put a part where it must not be', (op) => {
    const add = '{ op: add, path: /spec/environment, value: { HOME_FOLDER: /tmp } }';
    const put = `{ op: ${op}, from: /spec/environment/HOME_FOLDER, path: /spec/environment/NODE_PATH }`;
    expect(load({ prod: overlay('prod', patchCharge(add, put)) }).brief).toEqual([
      `CodeLoadingVariable overlays/prod.yaml:9:60 spec.patches[0].patch[1].path`,
    ]);
  });

  test('S4: is a credential in the overlay, whether or not the patch fits anything', () => {
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    const operations = [
      `{ op: test, path: /spec/handler, value: ${secret} }`,
      `{ op: add, path: /spec/${secret}/x, value: 1 }`,
      `{ op: add, path: /spec/description, value: ${secret} }`,
      '{ op: remove, path: /spec/description }',
    ];
    const { findings } = load({ prod: overlay('prod', patchCharge(...operations)) });
    const secrets = findings.filter(({ code }) => code === 'SecretValue');
    expect(secrets.map(({ file, line, path }) => `${file}:${line} ${path}`)).toEqual([
      'overlays/prod.yaml:8 spec.patches[0].patch[0].value',
      'overlays/prod.yaml:9 spec.patches[0].patch[1].path',
      'overlays/prod.yaml:10 spec.patches[0].patch[2].value',
    ]);
    expect(JSON.stringify(findings)).not.toContain(secret);
  });

  test('is said once, also when the document has warnings of its own', () => {
    const both = {
      prod: overlay('prod', patchCharge('{ op: replace, path: /spec/runtime, value: nodejs20.x }')),
      staging: overlay('staging', patchCharge('{ op: replace, path: /spec/memoryMb, value: 256 }')),
    };
    expect(load(both, 'prod').brief).toEqual([
      'DeprecatedRuntime overlays/prod.yaml:8:54 spec.patches[0].patch[0].value',
    ]);
  });
});

describe('an overlay file', () => {
  test('is named after its environment, and holds one Overlay', () => {
    const named = overlay('prod', patchCharge('{ op: remove, path: /spec/memoryMb }'));
    expect(load({ staging: named }).brief).toEqual(['EnvironmentMismatch overlays/staging.yaml:3:19 metadata.name']);
    expect(load({ prod: `${named}---\n${named}` }).brief).toEqual(['MisplacedDocument overlays/prod.yaml:10:1 ']);
    expect(load({ 'deep/prod': named }).brief).toEqual(['MisplacedFile overlays/deep/prod.yaml:1:1 ']);
  });

  test.each([
    ['op: replace, path: /spec/memoryMb', 'MissingField overlays/prod.yaml:8:11 spec.patches[0].patch[0].value'],
    [
      'op: replace, path: spec/memoryMb, value: 1',
      'InvalidValue overlays/prod.yaml:8:32 spec.patches[0].patch[0].path',
    ],
    [
      'op: replace, path: /spec/__proto__/x, value: 1',
      'InvalidValue overlays/prod.yaml:8:32 spec.patches[0].patch[0].path',
    ],
  ])('with %s is refused', (operation, finding) => {
    expect(load({ prod: overlay('prod', patchCharge(`{ ${operation} }`)) }).brief).toEqual([finding]);
  });
});

test('a mirror has the shape of the patched value, whatever the operations', () => {
  const value = fc.jsonValue({ maxDepth: 3 });
  const pointer = fc.array(fc.constantFrom('a', 'b', '0', '1', '-'), { minLength: 1, maxLength: 3 });
  const operation = fc.record({ op: fc.constantFrom('add', 'replace', 'remove'), at: pointer, value });
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom('a', 'b'), value), fc.array(operation), (start, operations) => {
      let document: unknown = start;
      let mirror = mirrorOf(start as never, [], false);
      for (const { op, at, value } of operations) {
        const one = { op, path: `/${at.join('/')}`, ...(op !== 'remove' && { value }) } as PatchOperation;
        if (jsonPatch.validate([one as jsonPatch.Operation], document) !== undefined) continue;
        document = jsonPatch.applyOperation(document, one as jsonPatch.Operation, false, false).newDocument;
        mirror = patchMirror(mirror, one, ['patch']);
      }
      expect(shapeOf(mirror)).toEqual(shapeOfValue(document));
    }),
  );
});

type Shape = null | readonly Shape[] | { readonly [name: string]: Shape };

function shapeOf({ inside }: ReturnType<typeof mirrorOf>): Shape {
  if (inside === null) return null;
  if (Array.isArray(inside)) return inside.map(shapeOf);
  return Object.fromEntries(Object.entries(inside).map(([name, part]) => [name, shapeOf(part)]));
}

function shapeOfValue(value: unknown): Shape {
  if (Array.isArray(value)) return value.map(shapeOfValue);
  if (typeof value !== 'object' || value === null) return null;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, shapeOfValue(part)]));
}
