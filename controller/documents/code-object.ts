import type { FunctionSpec } from '../../registry/kinds/function/schema.ts';
import type { PlatformSpec } from '../../registry/kinds/platform/schema.ts';

/** Where the zip file of a function is: in the platform's artifact bucket, unless the function names another. Absent for an image. */
export function codeObjectOf(
  { s3 }: Pick<FunctionSpec, 's3'>,
  { storage }: Pick<PlatformSpec, 'storage'>,
): { readonly bucket: string; readonly key: string } | undefined {
  return s3 && { bucket: s3.bucket ?? storage.artifactBucket, key: s3.key };
}
