import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snakeCase } from '../../../../registry/kinds/function/manifest.ts';
import type { Written } from '../../compile/registry-of.ts';
import { errorsOf, type Fields, IMAGE, templateOf } from './manifests.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz'.split('');
const name = fc.string({ unit: fc.constantFrom(...LETTERS), minLength: 1, maxLength: 12 });
const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:123456789012:${rest}`;
const value = (text: fc.Arbitrary<string>) => text.map((one) => ({ value: one }));
const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'.split('')), minLength: 17, maxLength: 17 });

/** Fields that both kinds of code may have, in camelCase. */
const common = fc.record(
  {
    description: fc.string({ unit: fc.constantFrom(...LETTERS, ' '), maxLength: 40 }),
    memoryMb: fc.oneof(
      fc.constant(0),
      fc.integer({ min: 128, max: 10_240 }),
      fc.integer({ min: 128, max: 999 }).map(String),
    ),
    timeoutSeconds: fc.integer({ min: 0, max: 900 }),
    reservedConcurrency: fc.integer({ min: -1, max: 50 }),
    environment: fc.dictionary(
      name.map((one) => `V_${one}`),
      fc.string({ unit: fc.constantFrom(...LETTERS), maxLength: 9 }),
      {
        maxKeys: 4,
      },
    ),
    architecture: fc.constantFrom('ARCHITECTURE_UNSPECIFIED', 'X86_64', 'ARM64', 0, 1, 2),
    kmsKeyArn: value(hex.map((id) => arn('kms', `key/${id}`))),
  },
  { requiredKeys: [] },
);

const network = fc.option(
  fc.record({
    subnets: fc
      .uniqueArray(hex, { minLength: 1, maxLength: 4 })
      .map((ids) => ids.map((id) => ({ value: `subnet-${id}` }))),
    securityGroups: fc
      .uniqueArray(hex, { minLength: 1, maxLength: 3 })
      .map((ids) => ids.map((id) => ({ value: `sg-${id}` }))),
  }),
  { nil: {} },
);

const zip = fc.record({
  codeSourceType: fc.constantFrom('CODE_SOURCE_TYPE_S3', 1),
  runtime: fc.constantFrom('nodejs24.x', 'python3.14'),
  handler: name,
  s3: fc.record({ bucket: fc.constant('acme-artifacts'), key: name, objectVersion: name }),
  layerArns: fc
    .uniqueArray(name, { maxLength: 5 })
    .map((names) => names.map((one) => ({ value: arn('lambda', `layer:${one}:1`) }))),
});

const image = fc.record({
  codeSourceType: fc.constantFrom('CODE_SOURCE_TYPE_IMAGE', 2),
  imageUri: fc.constant(IMAGE),
});

const spec = fc
  .tuple(
    fc.oneof(zip, image),
    common,
    network,
    fc.record({ functionName: name, roleArn: value(name.map((one) => `arn:aws:iam::123456789012:role/${one}`)) }),
  )
  .map((parts): Fields => Object.assign({}, ...parts));

/** The names of a block and of those inside it, spelt otherwise; names of variables are the author's own. */
function respelt(fields: unknown, spell: (name: string) => string): unknown {
  if (Array.isArray(fields)) return fields.map((one) => respelt(one, spell));
  if (typeof fields !== 'object' || fields === null) return fields;
  return Object.fromEntries(
    Object.entries(fields).map(([key, inner]) => [spell(key), key === 'environment' ? inner : respelt(inner, spell)]),
  );
}

function written(fields: unknown): Written & Fields {
  return {
    apiVersion: 'aws.project-planton.org/v1',
    kind: 'AwsLambda',
    metadata: { name: 'charge' },
    spec: fields as Fields,
  };
}

test('LE5: a valid manifest gives the same template in snake_case, in camelCase and in any mixture', () => {
  fc.assert(
    fc.property(spec, fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }), (fields, choices) => {
      let turn = 0;
      const mixed = respelt(fields, (key) => (choices[turn++ % choices.length] ? key : snakeCase(key)));
      const camel = templateOf(written(fields)).body;
      expect(templateOf(written(respelt(fields, snakeCase))).body).toBe(camel);
      expect(templateOf(written(mixed)).body).toBe(camel);
    }),
    { numRuns: 60 },
  );
});

test('LE5: leaving out, null and the empty value of a field are the same', () => {
  const fields = {
    functionName: 'charge',
    roleArn: { value: 'arn:aws:iam::123456789012:role/x' },
    codeSourceType: 'CODE_SOURCE_TYPE_IMAGE',
    imageUri: IMAGE,
  };
  const empty = { description: '', runtime: '', memoryMb: 0, layerArns: [], environment: {}, kmsKeyArn: { value: '' } };
  const nothing = Object.fromEntries(Object.keys(empty).map((key) => [key, null]));
  const { body } = templateOf(written(fields));
  expect(templateOf(written({ ...fields, ...nothing })).body).toBe(body);
  expect(errorsOf(written({ ...fields, ...empty }))).toEqual([]);
  expect(templateOf(written({ ...fields, ...empty })).body).toBe(body);
});
