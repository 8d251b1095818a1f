import { CODE_POINTER, type DriftResult, type ResourceDrift } from './drift.ts';
import { isExpectedObject } from './expected.ts';
import type { CodeRestorer } from './port.ts';
import { knownValuesOf, resolve } from './resolve.ts';
import type { SweptStack } from './swept-stack.ts';

/** One resource that a revert is about. */
export interface RevertTarget {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly physicalId: string;
}

/** What reverting a sweep's drift takes. `added` resources are in none of the lists: they are reported, never deleted (K6). */
export interface RevertPlan {
  /** Stacks that need a change set which compares with reality, sorted by name. */
  readonly stacks: readonly string[];
  /** Functions whose declared package has to be put back by hand: CloudFormation cannot see that it is another (F2). */
  readonly functions: readonly RevertTarget[];
  /** Resources that the change set of their stack may not see, so that a person may have to mend them. */
  readonly doubtful: readonly RevertTarget[];
}

/** The declared code of a function, as `CodeRestorer` takes it. */
export type DeclaredCode = Parameters<CodeRestorer['restoreCode']>[1];

/**
 * What CloudFormation cannot read back, after AWS's resource schemas: types without a read handler, and write-only properties
 * (F3). The schemas move on, so the stack's change set is made all the same and the next sweep tells whether it helped.
 */
const UNREADABLE_TYPES: readonly string[] = [
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Stage',
  'AWS::SNS::Subscription',
];
const WRITE_ONLY: readonly string[] = ['/Properties/SnapStart', '/Properties/AuthorizerId'];

/** The work that turns a sweep's drift back. Unchecked resources need none: nobody knows that they drifted. */
export function planRevert(result: DriftResult): RevertPlan {
  const drifted = result.resources.filter(({ status }) => status === 'modified' || status === 'deleted');
  return {
    stacks: [...new Set(drifted.filter(isForCloudFormation).map(({ stack }) => stack))].sort(),
    functions: drifted.filter(hasOtherCode).map(targetOf),
    doubtful: drifted.filter(isDoubtful).map(targetOf),
  };
}

/**
 * The package that a stack's template declares for a function; `undefined` when the template has no such function or
 * its code cannot be known.
 */
export function declaredCode(stack: SweptStack, functionName: string): DeclaredCode | undefined {
  const entry = stack.record.resources.find(
    ({ type, physicalId }) => type === 'AWS::Lambda::Function' && physicalId === functionName,
  );
  const declared = entry && stack.template?.Resources[entry.logicalId]?.Properties?.Code;
  const code = declared === undefined ? undefined : resolve(declared, knownValuesOf(stack));
  if (!isExpectedObject(code)) return undefined;
  const { ImageUri, S3Bucket, S3Key, S3ObjectVersion } = code;
  if (typeof ImageUri === 'string') return { imageUri: ImageUri };
  if (typeof S3Bucket !== 'string' || typeof S3Key !== 'string') return undefined;
  const s3 = { bucket: S3Bucket, key: S3Key };
  if (S3ObjectVersion === undefined) return { s3 };
  return typeof S3ObjectVersion === 'string' ? { s3: { ...s3, version: S3ObjectVersion } } : undefined;
}

function isForCloudFormation(resource: ResourceDrift): boolean {
  return pathsOf(resource).some((path) => path !== CODE_POINTER);
}

function hasOtherCode(resource: ResourceDrift): boolean {
  return resource.status === 'modified' && pathsOf(resource).includes(CODE_POINTER);
}

function isDoubtful(resource: ResourceDrift): boolean {
  if (UNREADABLE_TYPES.includes(resource.type)) return true;
  return pathsOf(resource).some((path) => WRITE_ONLY.some((top) => path === top || path.startsWith(`${top}/`)));
}

/** What differs; a deleted resource differs as a whole. */
function pathsOf(resource: ResourceDrift): readonly string[] {
  return resource.status === 'modified' ? resource.differences.map(({ path }) => path) : [''];
}

function targetOf({ stack, logicalId, type, physicalId }: ResourceDrift): RevertTarget {
  return { stack, logicalId, type, physicalId };
}
