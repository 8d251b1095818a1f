import {
  MANIFEST_API_VERSIONS,
  MANIFEST_KIND,
  MANIFEST_SCHEMAS,
  type ManifestApiVersion,
  manifestSchema,
} from '../../../registry/kinds/function/manifest.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { suggest } from '../../lib/suggest.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';
import type { ManifestOrigin, Origin } from '../registry.ts';
import { problemsOf } from '../schema-problems.ts';
import { quote } from '../words.ts';
import { type Block, doubledIn, spellingOf } from './block.ts';
import { blocksOf, codeProblems, type ManifestBlocks, neededProblems } from './needed.ts';
import { type Collected, type ReferenceContext, valueOrReference } from './references.ts';
import { architectureAt, codeSourceAt, numberAt, positiveAt, present, textAt } from './values.ts';

/** A manifest of kind AwsLambda taken for the Function that it describes. Paths of problems are as written. */
export interface ReadManifest {
  readonly problems: readonly Problem[];
  /** Parts about which enough is said. */
  readonly covered: readonly Path[];
  /** The Function, as somebody would write it; absent where the manifest is of another kind. */
  readonly document?: JsonObject;
  /** Where its parts are written. */
  readonly origins: readonly Origin[];
  /** What the manifest says of itself besides what a Function has. */
  readonly manifest: ManifestOrigin;
}

/**
 * Reads a manifest of OpenMCF or Planton under upstream's own rules (LE1 to LC6 of `docs/spec/function.md`); `undefined` for a document that is
 * none. What AWS refuses besides is found by the rules of the Function. Never throws.
 */
export function readManifest(value: JsonObject): ReadManifest | undefined {
  const version = [value.apiVersion, value.api_version].find(isVersion);
  if (version === undefined && value.kind !== MANIFEST_KIND) return undefined;
  if (value.kind !== MANIFEST_KIND) return otherKind(value, version ?? '');
  const spelling = spellingOf(value);
  const blocks = blocksOf(value, spelling);
  const shape = (version === undefined ? manifestSchema : MANIFEST_SCHEMAS[version]).safeParse(value);
  const wrong = problemsOf(shape.error?.issues ?? [], { kind: MANIFEST_KIND, value }).map(withHint);
  const collected: Collected = { problems: [...wrong, ...doubledIn(value, [])], covered: [], origins: [] };
  const env = textAt(blocks.metadata, 'env');
  const context = { ...collected, spelling, env, nonEmpty: version === 'aws.planton.dev/v1' };
  collected.problems.push(...worthSaying(blocks, version ?? 'aws.openmcf.org/v1', wrong));
  const document = functionOf(blocks, context);
  collected.origins.push(...originsOf(blocks));
  const covered = [...collected.covered, ...collected.problems.map(({ path }) => path)];
  return { ...collected, covered, document, manifest: identityOf(blocks) };
}

function isVersion(value: Json | undefined): value is ManifestApiVersion {
  return MANIFEST_API_VERSIONS.some((version) => version === value);
}

/** Fields that take a value or a reference, in both spellings. */
const REFERRING = /^(?:role_?arn|subnets|security_?groups|layer_?arns|kms_?key_?arn)$/i;

/** What most manifests out there get wrong (LD8), with what to write. */
function withHint(problem: Problem): Problem {
  const [, field = ''] = problem.path;
  if (problem.code === 'WrongType' && problem.path.length <= 3 && REFERRING.test(String(field)))
    return { ...problem, hint: 'Write it as `value: …`.' };
  if (problem.code === 'UnknownField' && problem.path.join('.') === 'spec.region')
    return { ...problem, hint: 'Remove it: only manifests of aws.planton.dev/v1 have a region.' };
  return problem;
}

/** LE2. The kinds of a manifest are written as upstream writes them. */
function otherKind({ kind }: JsonObject, version: string): ReadManifest {
  const text = typeof kind === 'string' ? kind : '';
  const message = `Of the manifests of ${version} only those of kind ${MANIFEST_KIND} load, not ${quote(text)}.`;
  const near = suggest(text, [MANIFEST_KIND]);
  const hint = near === undefined ? {} : { hint: `Did you mean ${near}?` };
  const problem: Problem = { code: 'UnknownKind', path: ['kind'], message, ...hint };
  return { problems: [problem], covered: [], origins: [], manifest: { kind: text } };
}

/** What is missing is not said again where the shape is wrong already. */
function worthSaying(blocks: ManifestBlocks, version: ManifestApiVersion, wrong: readonly Problem[]): Problem[] {
  const known = new Set(wrong.flatMap(({ path, meant }) => [path.join('\n'), (meant ?? path).join('\n')]));
  return [...neededProblems(blocks, version), ...codeProblems(blocks)].filter(
    ({ path }) => !known.has(path.join('\n')),
  );
}

function functionOf({ metadata, spec, s3 }: ManifestBlocks, context: ReferenceContext): JsonObject {
  const head = present({
    name: textAt(metadata, 'name') ?? 'unknown',
    environment: textAt(metadata, 'env'),
    labels: metadata.get('labels'),
    annotations: metadata.get('annotations'),
  });
  const one = (field: string) => {
    const value = spec.get(field);
    const place = { field, at: ['spec', field], path: spec.at(field) };
    return value === undefined ? undefined : valueOrReference(value, place, context);
  };
  const list = (field: string) => {
    const places = (index: number) => ({ field, at: ['spec', field, index], path: [...spec.at(field), index] });
    const values = listOf(spec.get(field)).flatMap(
      (item, index) => valueOrReference(item, places(index), context) ?? [],
    );
    return values.length === 0 ? undefined : values;
  };
  const fields = present({
    functionName: textAt(spec, 'functionName'),
    description: textAt(spec, 'description'),
    runtime: textAt(spec, 'runtime'),
    handler: textAt(spec, 'handler'),
    ...codeOf(spec, s3),
    architecture: architectureAt(spec),
    memoryMb: positiveAt(spec, 'memoryMb'),
    timeoutSeconds: positiveAt(spec, 'timeoutSeconds'),
    reservedConcurrency: numberAt(spec, 'reservedConcurrency'),
    environment: notEmpty(spec.get('environment')),
    roleArn: one('roleArn'),
    subnets: list('subnets'),
    securityGroups: list('securityGroups'),
    layerArns: list('layerArns'),
    kmsKeyArn: one('kmsKeyArn'),
  });
  return { apiVersion: 'holdfast/v1', kind: 'Function', metadata: head, spec: fields };
}

/** A map without entries is the same as none in protobuf. */
function notEmpty(map: Json | undefined): Json | undefined {
  return Object.keys(objectOf(map)).length === 0 && isObject(map) ? undefined : map;
}

/** The code that the type of code source means. What is missing, or there besides, is said as a problem of the manifest. */
function codeOf(spec: Block, s3: Block): Readonly<Record<string, Json | undefined>> {
  if (codeSourceAt(spec) === 'CODE_SOURCE_TYPE_IMAGE') return { imageUri: textAt(spec, 'imageUri') };
  const code = { bucket: textAt(s3, 'bucket'), key: textAt(s3, 'key'), objectVersion: textAt(s3, 'objectVersion') };
  return { s3: spec.get('s3') === undefined ? undefined : present(code) };
}

/** Every field of the Function that has another name in the manifest, there or not. */
function originsOf({ metadata, spec, s3 }: ManifestBlocks): Origin[] {
  const renamed = ['functionName', 'roleArn', 'memoryMb', 'timeoutSeconds', 'reservedConcurrency', 'securityGroups'];
  const fields = [...renamed, 'layerArns', 'kmsKeyArn', 'imageUri'];
  return [
    ...fields.map((name) => ({ at: ['spec', name], path: spec.at(name) })),
    { at: ['spec', 's3', 'objectVersion'], path: s3.at('objectVersion') },
    { at: ['metadata', 'environment'], path: metadata.at('env') },
    { at: ['metadata', 'manifest', 'id'], path: metadata.at('id') },
    { at: ['metadata', 'manifest', 'organization'], path: metadata.at('org') },
    { at: ['metadata', 'manifest', 'region'], path: spec.at('region') },
  ];
}

function identityOf({ metadata, spec }: ManifestBlocks): ManifestOrigin {
  const [id, organization] = [textAt(metadata, 'id'), textAt(metadata, 'org')];
  const region = textAt(spec, 'region');
  return {
    kind: MANIFEST_KIND,
    ...(id !== undefined && { id }),
    ...(organization !== undefined && { organization }),
    ...(region !== undefined && { region }),
  };
}
