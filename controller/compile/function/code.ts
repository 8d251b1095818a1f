import { codeObjectOf } from '../../documents/code-object.ts';
import type { JsonObject } from '../../lib/json.ts';
import { artifactId } from '../pin-artifacts.ts';
import type { Site } from '../site.ts';

/** The code: an image, or a zip file pinned to the version that the author or the plan has found (V4). */
export function codeOf(site: Site<'Function'>): JsonObject {
  const { spec } = site.document;
  const { imageUri, s3, runtime = '', handler = '' } = spec;
  if (imageUri !== undefined) return { PackageType: 'Image', Code: { ImageUri: imageUri }, ...imageConfigOf(site) };
  const { bucket, key } = codeObjectOf(spec, site.context.platform.spec) ?? { bucket: '', key: '' };
  const version = s3?.objectVersion ?? site.context.versions[artifactId({ bucket, key })];
  return {
    PackageType: 'Zip',
    Runtime: runtime,
    Handler: handler,
    Code: { S3Bucket: bucket, S3Key: key, ...(version !== undefined && { S3ObjectVersion: version }) },
  };
}

function imageConfigOf({ document }: Site<'Function'>): JsonObject {
  const { command, entryPoint, workingDirectory } = document.spec.imageConfig ?? {};
  const config = {
    ...(command !== undefined && { Command: command }),
    ...(entryPoint !== undefined && { EntryPoint: entryPoint }),
    ...(workingDirectory !== undefined && { WorkingDirectory: workingDirectory }),
  };
  return Object.keys(config).length === 0 ? {} : { ImageConfig: config };
}
