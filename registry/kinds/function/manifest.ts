import * as z from 'zod';

/**
 * Manifests of kind AwsLambda, as OpenMCF and Planton read them. Facts from their protobuf definitions (Apache-2.0; see NOTICE):
 * plantonhq/openmcf at c647699, plantonhq/planton at 7767821, file spec.proto of the component awslambda.
 */

/** The `apiVersion` of each home that the component had (LE1). */
export const MANIFEST_API_VERSIONS = [
  'aws.openmcf.org/v1',
  'aws.planton.dev/v1',
  'aws.project-planton.org/v1',
] as const;

/** One of {@link MANIFEST_API_VERSIONS}. */
export type ManifestApiVersion = (typeof MANIFEST_API_VERSIONS)[number];

/** The one kind of manifest that loads (LE2). */
export const MANIFEST_KIND = 'AwsLambda';

/** `CodeSourceType`, by number. */
export const CODE_SOURCE_TYPES = [
  'CODE_SOURCE_TYPE_UNSPECIFIED',
  'CODE_SOURCE_TYPE_S3',
  'CODE_SOURCE_TYPE_IMAGE',
] as const;

/** `Architecture`, by number. */
export const ARCHITECTURES = ['ARCHITECTURE_UNSPECIFIED', 'X86_64', 'ARM64'] as const;

/** `functionName` as `function_name`: protobuf's JSON form takes both. */
export function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * A protobuf message as its JSON form is read: either spelling of a name, `null` for a field that is left out, nothing unknown (LE5).
 * Source: https://protobuf.dev/programming-guides/json/
 */
function message(fields: Readonly<Record<string, z.ZodType>>) {
  const spelt = Object.entries(fields).flatMap(([name, field]) =>
    [...new Set([name, snakeCase(name)])].map((spelling) => [spelling, field.nullish()] as const),
  );
  return z.strictObject(Object.fromEntries(spelt));
}

const INT32 = 2 ** 31;

/** A whole number of 32 bits, or the text of one (LE5). */
const int32 = z.union([
  z
    .int()
    .min(-INT32)
    .max(INT32 - 1),
  z
    .string()
    .regex(/^-?(?:0|[1-9]\d{0,9})(?:\.0{1,9})?$/, { error: 'must be a whole number', abort: true })
    .refine((text) => Math.abs(Number(text)) < INT32, 'must be a whole number of 32 bits'),
]);

/** A value of an enumeration by its name or its number. Others are no values of it (LF3, LF4, LE5). */
function enumeration<Names extends readonly [string, ...string[]]>(names: Names) {
  return z.union([z.enum(names), z.literal(names.map((_, index) => index))]);
}

const texts = z.record(z.string(), z.string());

/** `StringValueOrRef`. Any kind may be named; which of them exist here is said later. */
const valueOrReference = message({
  value: z.string(),
  valueFrom: message({ kind: z.string(), env: z.string(), name: z.string(), fieldPath: z.string() }),
});

const relationship = message({
  kind: z.string(),
  env: z.string(),
  name: z.string(),
  type: enumeration(['unspecified', 'depends_on', 'runs_on', 'managed_by', 'uses']),
});

const metadata = message({
  name: z.string(),
  slug: z.string(),
  id: z.string(),
  org: z.string(),
  env: z.string(),
  labels: texts,
  annotations: texts,
  tags: z.array(z.string()),
  relationships: z.array(relationship),
  group: z.string(),
});

const spec = {
  functionName: z.string(),
  description: z.string(),
  roleArn: valueOrReference,
  runtime: z.string(),
  handler: z.string(),
  memoryMb: int32,
  timeoutSeconds: int32,
  reservedConcurrency: int32,
  environment: texts,
  subnets: z.array(valueOrReference),
  securityGroups: z.array(valueOrReference),
  architecture: enumeration(ARCHITECTURES),
  layerArns: z.array(valueOrReference),
  kmsKeyArn: valueOrReference,
  codeSourceType: enumeration(CODE_SOURCE_TYPES),
  s3: message({ bucket: z.string(), key: z.string(), objectVersion: z.string() }),
  imageUri: z.string(),
};

/** What was seen after deploying; read by nobody here. */
const status = z.record(z.string(), z.unknown());

function manifest(apiVersions: readonly [ManifestApiVersion, ...ManifestApiVersion[]], fields: typeof spec) {
  return message({
    apiVersion: z.enum(apiVersions),
    kind: z.literal(MANIFEST_KIND),
    metadata,
    spec: message(fields),
    status,
  });
}

const withRegion = { ...spec, region: z.string() };

/** Shape of a manifest, by its `apiVersion`: the newest has a region. Which fields are needed, and what fits what, is said elsewhere. */
export const MANIFEST_SCHEMAS = {
  'aws.openmcf.org/v1': manifest(['aws.openmcf.org/v1'], spec),
  'aws.planton.dev/v1': manifest(['aws.planton.dev/v1'], withRegion),
  'aws.project-planton.org/v1': manifest(['aws.project-planton.org/v1'], spec),
} as const satisfies Readonly<Record<ManifestApiVersion, z.ZodType>>;

/** Shape of a manifest of any version, for editors. */
export const manifestSchema = manifest(MANIFEST_API_VERSIONS, withRegion);
