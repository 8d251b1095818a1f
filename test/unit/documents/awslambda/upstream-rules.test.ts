import { describe, expect, test } from 'vitest';
import type { Written } from '../../compile/registry-of.ts';
import { errorsOf, type Fields, IMAGE, imageManifest, manifest } from './manifests.ts';

const planton = { apiVersion: 'aws.planton.dev/v1' };

/** Rule of function-rules.md → a manifest that breaks it, and what is said. */
const BROKEN: readonly (readonly [rule: string, written: Written, wanted: readonly string[]])[] = [
  ['LE1', manifest({}, { apiVersion: 'aws.openmcf.org/v2' }), ['InvalidValue apiVersion']],
  ['LE2', manifest({}, { kind: 'awslambda' }), ['UnknownKind kind']],
  ['LE3', manifest({}, { metadata: undefined }), ['MissingField metadata']],
  ['LE4', { ...manifest(), spec: undefined } as never, ['MissingField spec']],
  ['LE5: unknown field', manifest({ colour: 'red' }), ['UnknownField spec.colour']],
  ['LE5: name of an enumeration', manifest({ architecture: 'arm64' }), ['InvalidValue spec.architecture']],
  ['LE5: shape', manifest({ subnets: 'subnet-1' }), ['WrongType spec.subnets']],
  ['LE5: one field in both spellings', manifest({ functionName: 'x' }), ['DuplicateKey spec.functionName']],
  ['LF1: empty', manifest({ function_name: '' }), ['MissingField spec.function_name']],
  ['LF1: absent', manifest({ function_name: undefined }), ['MissingField spec.function_name']],
  ['LF2', manifest({ role_arn: undefined }), ['MissingField spec.role_arn']],
  ['LF3', manifest({ architecture: 3 }), ['InvalidValue spec.architecture']],
  ['LF4', manifest({ code_source_type: 3 }), ['InvalidValue spec.code_source_type']],
  ['LF5', manifest({ s3: { bucket: '', key: 'k' } }), ['MissingField spec.s3.bucket']],
  ['LF6', manifest({ s3: { bucket: 'acme-artifacts', key: '' } }), ['MissingField spec.s3.key']],
  [
    'LF7',
    manifest({ role_arn: { value_from: { kind: 'AwsLambda' } } }),
    ['MissingField spec.role_arn.value_from.name'],
  ],
  ['LF8', manifest({}, planton), ['MissingField spec.region']],
  ['LF9', manifest({ region: 'us-east-1', kms_key_arn: { value: '' } }, planton), ['MissingField spec.kms_key_arn']],
  ['LC1: absent', manifest({ code_source_type: undefined }), ['MissingField spec.code_source_type']],
  [
    'LC1: unspecified',
    manifest({ code_source_type: 'CODE_SOURCE_TYPE_UNSPECIFIED' }),
    ['InvalidValue spec.code_source_type'],
  ],
  ['LC2: no s3', manifest({ s3: undefined }), ['MissingField spec.s3']],
  ['LC2: no runtime', manifest({ runtime: '' }), ['MissingField spec.runtime']],
  ['LC2: no handler', manifest({ handler: undefined }), ['MissingField spec.handler']],
  ['LC2: an image besides', manifest({ image_uri: IMAGE }), ['ConflictingFields spec.image_uri']],
  ['LC3: no image', imageManifest({ image_uri: '' }), ['MissingField spec.image_uri']],
  [
    'LC3: a zip file besides',
    imageManifest({ s3: { bucket: 'acme-artifacts', key: 'k' } }),
    ['ConflictingFields spec.s3'],
  ],
  ['LC4: below', manifest({ memory_mb: 127 }), ['InvalidValue spec.memory_mb']],
  ['LC4: above', manifest({ memory_mb: 10_241 }), ['InvalidValue spec.memory_mb']],
  ['LC5: below', manifest({ timeout_seconds: -1 }), ['InvalidValue spec.timeout_seconds']],
  ['LC5: above', manifest({ timeout_seconds: 901 }), ['InvalidValue spec.timeout_seconds']],
  ['LC6', manifest({ reserved_concurrency: -2 }), ['InvalidValue spec.reserved_concurrency']],
];

describe('L1: what upstream refuses is refused, at its own field', () => {
  test.each(BROKEN)('%s', (_, written, wanted) => {
    expect(errorsOf(written)).toEqual(wanted);
  });

  test('every rule of upstream is among them', () => {
    const rules = new Set(BROKEN.map(([rule]) => rule.slice(0, 3)));
    const all = ['LE1', 'LE2', 'LE3', 'LE4', 'LE5', 'LF1', 'LF2', 'LF3', 'LF4', 'LF5', 'LF6', 'LF7', 'LF8', 'LF9'];
    expect([...rules].sort()).toEqual(['LC1', 'LC2', 'LC3', 'LC4', 'LC5', 'LC6', ...all]);
  });
});

const none = { value: '' };
const network = {
  subnets: [{ value: 'subnet-0123456789abcdef0' }],
  security_groups: [{ value: 'sg-0123456789abcdef0' }],
};
const layer = (name: string) => ({ value: `arn:aws:lambda:us-east-1:123456789012:layer:${name}:1` });

/** What a value is: `upstream` and `aws` say who takes it. Ours is always that of the stricter one. */
interface Boundary {
  readonly what: string;
  readonly spec: Fields;
  readonly image?: true;
  readonly upstream: boolean;
  readonly aws: boolean;
}

const BOUNDARIES: readonly Boundary[] = [
  { what: 'memory 0', spec: { memory_mb: 0 }, upstream: true, aws: true },
  { what: 'memory 1', spec: { memory_mb: 1 }, upstream: false, aws: false },
  { what: 'memory 127', spec: { memory_mb: 127 }, upstream: false, aws: false },
  { what: 'memory 128', spec: { memory_mb: 128 }, upstream: true, aws: true },
  { what: 'memory 10240', spec: { memory_mb: 10_240 }, upstream: true, aws: true },
  { what: 'memory 10241', spec: { memory_mb: 10_241 }, upstream: false, aws: false },
  { what: 'memory as text', spec: { memory_mb: '256' }, upstream: true, aws: true },
  { what: 'memory as text of a whole fraction', spec: { memory_mb: '256.0' }, upstream: true, aws: true },
  { what: 'memory null', spec: { memory_mb: null }, upstream: true, aws: true },
  { what: 'timeout 0', spec: { timeout_seconds: 0 }, upstream: true, aws: true },
  { what: 'timeout 1', spec: { timeout_seconds: 1 }, upstream: true, aws: true },
  { what: 'timeout 900', spec: { timeout_seconds: 900 }, upstream: true, aws: true },
  { what: 'timeout 901', spec: { timeout_seconds: 901 }, upstream: false, aws: false },
  { what: 'timeout -1', spec: { timeout_seconds: -1 }, upstream: false, aws: false },
  { what: 'concurrency -2', spec: { reserved_concurrency: -2 }, upstream: false, aws: false },
  { what: 'concurrency -1', spec: { reserved_concurrency: -1 }, upstream: true, aws: true },
  { what: 'concurrency 0', spec: { reserved_concurrency: 0 }, upstream: true, aws: true },
  { what: 'concurrency 1', spec: { reserved_concurrency: 1 }, upstream: true, aws: true },
  { what: 'concurrency of 32 bits', spec: { reserved_concurrency: 2 ** 31 }, upstream: false, aws: false },
  { what: 'architecture unspecified', spec: { architecture: 'ARCHITECTURE_UNSPECIFIED' }, upstream: true, aws: true },
  { what: 'architecture by number', spec: { architecture: 2 }, upstream: true, aws: true },
  { what: 'a name of 64', spec: { function_name: 'a'.repeat(64) }, upstream: true, aws: true },
  { what: 'a name of 65', spec: { function_name: 'a'.repeat(65) }, upstream: true, aws: false },
  { what: 'a name with a space', spec: { function_name: 'my charge' }, upstream: true, aws: false },
  { what: 'a role that is none', spec: { role_arn: { value: 'lambda-exec' } }, upstream: true, aws: false },
  { what: 'an empty role', spec: { role_arn: none }, upstream: true, aws: false },
  { what: 'an empty key', spec: { kms_key_arn: none }, upstream: true, aws: true },
  { what: 'an empty layer', spec: { layer_arns: [none] }, upstream: true, aws: false },
  { what: 'an unknown runtime', spec: { runtime: 'nodejs99.x' }, upstream: true, aws: false },
  { what: 'a retired runtime', spec: { runtime: 'python2.7' }, upstream: true, aws: false },
  { what: 'a handler of 128', spec: { handler: 'h'.repeat(128) }, upstream: true, aws: true },
  { what: 'a handler of 129', spec: { handler: 'h'.repeat(129) }, upstream: true, aws: false },
  { what: 'a handler with a space', spec: { handler: 'index handler' }, upstream: true, aws: false },
  { what: 'a description of 256', spec: { description: 'd'.repeat(256) }, upstream: true, aws: true },
  { what: 'a description of 257', spec: { description: 'd'.repeat(257) }, upstream: true, aws: false },
  { what: 'an empty description', spec: { description: '' }, upstream: true, aws: true },
  { what: 'five layers', spec: { layer_arns: ['a', 'b', 'c', 'd', 'e'].map(layer) }, upstream: true, aws: true },
  { what: 'six layers', spec: { layer_arns: ['a', 'b', 'c', 'd', 'e', 'f'].map(layer) }, upstream: true, aws: false },
  {
    what: 'a layer without version',
    spec: { layer_arns: [{ value: layer('a').value.slice(0, -2) }] },
    upstream: true,
    aws: false,
  },
  { what: 'no variables', spec: { environment: {} }, upstream: true, aws: true },
  { what: 'a variable of one letter', spec: { environment: { A: '1' } }, upstream: true, aws: false },
  { what: 'a reserved variable', spec: { environment: { AWS_REGION: 'x' } }, upstream: true, aws: false },
  { what: 'variables of 4 KB', spec: { environment: { AA: 'x'.repeat(4094) } }, upstream: true, aws: true },
  { what: 'variables above 4 KB', spec: { environment: { AA: 'x'.repeat(4095) } }, upstream: true, aws: false },
  { what: 'a number as a variable', spec: { environment: { AA: 1 } }, upstream: false, aws: false },
  { what: 'subnets and groups', spec: network, upstream: true, aws: true },
  { what: 'subnets alone', spec: { subnets: network.subnets }, upstream: true, aws: false },
  { what: 'groups alone', spec: { security_groups: network.security_groups }, upstream: true, aws: false },
  { what: 'no subnets and no groups', spec: { subnets: [], security_groups: [] }, upstream: true, aws: true },
  {
    what: 'a subnet that is none',
    spec: { ...network, subnets: [{ value: 'subnet-abc123' }] },
    upstream: true,
    aws: false,
  },
  { what: 'a bucket of two letters', spec: { s3: { bucket: 'ab', key: 'k' } }, upstream: true, aws: false },
  {
    what: 'an empty object version',
    spec: { s3: { bucket: 'acme-artifacts', key: 'k', object_version: '' } },
    upstream: true,
    aws: true,
  },
  { what: 'an image', spec: {}, image: true, upstream: true, aws: true },
  { what: 'an image with a runtime', spec: { runtime: 'nodejs24.x' }, image: true, upstream: true, aws: false },
  { what: 'an image with a handler', spec: { handler: 'a.b' }, image: true, upstream: true, aws: false },
  { what: 'an image with layers', spec: { layer_arns: [layer('a')] }, image: true, upstream: true, aws: false },
  {
    what: 'an image outside ECR',
    spec: { image_uri: 'docker.io/library/nginx:1' },
    image: true,
    upstream: true,
    aws: false,
  },
  {
    what: 'a public image',
    spec: { image_uri: 'public.ecr.aws/lambda/nodejs:24' },
    image: true,
    upstream: true,
    aws: false,
  },
];

describe('L2: on boundary inputs, as upstream where AWS accepts, refused where AWS refuses', () => {
  test.each(BOUNDARIES)('$what: upstream $upstream, AWS $aws', ({ spec, image, upstream, aws }) => {
    const errors = errorsOf(image ? imageManifest(spec) : manifest(spec));
    expect(errors.length === 0).toBe(upstream && aws);
  });
});
