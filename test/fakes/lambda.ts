import type { CodeDigestReader } from '../../controller/apply/port.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { CodeRestorer, FunctionReader, ObservedFunction } from '../../controller/drift/port.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../controller/lib/json.ts';
import { createFaults, type Faults } from './faults.ts';

/** What Lambda adds to every function that says nothing else. */
const LAMBDA_DEFAULTS: JsonObject = {
  Architectures: ['x86_64'],
  Description: '',
  EphemeralStorage: { Size: 512 },
  MemorySize: 128,
  PackageType: 'Zip',
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  Timeout: 3,
  TracingConfig: { Mode: 'PassThrough' },
};

type DeclaredCode = Parameters<CodeRestorer['restoreCode']>[1];

/** Lambda in memory, with what a person may do to it in the console. */
export interface FakeLambda extends FunctionReader, CodeDigestReader, CodeRestorer {
  readonly faults: Faults;
  /** A package that functions can be made from, with the digest that Lambda computes for it. */
  addPackage(code: DeclaredCode, codeSha256: string): void;
  /** Makes a function from `AWS::Lambda::Function` properties, as CloudFormation would. */
  create(properties: JsonObject): void;
  /** Changes properties behind everybody's back; `undefined` takes one away. */
  change(name: string, changes: Readonly<Record<string, JsonObject[string] | undefined>>): void;
  /** Uploads another package behind everybody's back. */
  upload(name: string, codeSha256: string): void;
  remove(name: string): void;
  /** Starts or ends an update that Lambda carries out for a while. */
  setUpdating(name: string, updating: boolean): void;
}

/** A region without functions. Its port is called `lambda` in `faults`. */
export function createFakeLambda(faults: Faults = createFaults()): FakeLambda {
  const functions = new Map<string, ObservedFunction>();
  const packages = new Map<string, string>();
  const digestOfPackage = (code: DeclaredCode): string => {
    const digest = packages.get(JSON.stringify(code));
    if (digest === undefined) throw failure('InvalidParameterValue', `There is no package ${JSON.stringify(code)}.`);
    return digest;
  };
  const edit = (name: string, change: (found: ObservedFunction) => ObservedFunction) => {
    const found = functions.get(name);
    if (found === undefined) throw failure('ResourceNotFound', `Function not found: ${name}`);
    functions.set(name, change(found));
  };

  const port: FunctionReader & CodeDigestReader & CodeRestorer = {
    readFunction: async (name) => structuredClone(functions.get(name)),
    codeSha256: async (name) => functions.get(name)?.codeSha256,
    restoreCode: async (name, code) => edit(name, (found) => ({ ...found, codeSha256: digestOfPackage(code) })),
  };
  return {
    ...faults.wrap('lambda', port),
    faults,
    addPackage: (code, codeSha256) => packages.set(JSON.stringify(code), codeSha256),
    create: ({ Code, Tags, ...properties }) => {
      const name = String(properties.FunctionName);
      const log = { LogFormat: 'Text', LogGroup: `/aws/lambda/${name}` };
      const made = { ...LAMBDA_DEFAULTS, LoggingConfig: log, ...properties, Tags: tagMap(Tags) };
      functions.set(name, { properties: made, codeSha256: digestOfPackage(codeOf(Code)), updating: false });
    },
    change: (name, changes) =>
      edit(name, (found) => ({
        ...found,
        properties: JSON.parse(JSON.stringify({ ...found.properties, ...changes })),
      })),
    upload: (name, codeSha256) => edit(name, (found) => ({ ...found, codeSha256 })),
    remove: (name) => functions.delete(name),
    setUpdating: (name, updating) => edit(name, (found) => ({ ...found, updating })),
  };
}

/** CloudFormation takes a list of tags, Lambda gives a map back. */
function tagMap(tags: Json | undefined): JsonObject {
  const list = isJsonArray(tags) ? tags.filter(isJsonObject) : [];
  return Object.fromEntries(list.map((tag) => [String(tag.Key), tag.Value ?? '']));
}

function codeOf(code: Json | undefined): DeclaredCode {
  const { S3Bucket, S3Key, S3ObjectVersion, ImageUri } = isJsonObject(code) ? code : {};
  if (ImageUri !== undefined) return { imageUri: String(ImageUri) };
  const s3 = { bucket: String(S3Bucket), key: String(S3Key) };
  return { s3: S3ObjectVersion === undefined ? s3 : { ...s3, version: String(S3ObjectVersion) } };
}

function failure(code: string, message: string): HoldfastError {
  return new HoldfastError(message, { code, source: 'aws', retryable: false });
}
