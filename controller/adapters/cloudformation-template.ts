import { HoldfastError } from '../diagnostics/error.ts';
import { digestOf } from '../lib/digest.ts';

/** Largest template that fits into a request: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MAX_INLINE_BYTES = 51_200;

/** Where templates go that are too big for a request. CloudFormation reads them with the caller's own permissions. */
export interface TemplateBucket {
  readonly bucket: string;
  /** Stores an object. Repeating it with the same key writes the same bytes. */
  put(key: string, body: string): Promise<void>;
  /** Where S3 answers if that is not AWS's own endpoint of the region; then the URL has the bucket in its path. */
  readonly endpoint?: string;
}

/** The template part of a request. */
export type TemplateSource = { readonly TemplateBody: string } | { readonly TemplateURL: string };

/**
 * The template as a request carries it: inline when it fits, else put into the bucket under its own digest, so that a
 * repeated request names the same object. Throws `TemplateTooLarge` when there is no bucket to put it.
 */
export async function templateSource(
  body: string,
  region: string,
  artifacts: TemplateBucket | undefined,
): Promise<TemplateSource> {
  const bytes = Buffer.byteLength(body);
  if (bytes <= MAX_INLINE_BYTES) return { TemplateBody: body };
  if (artifacts === undefined) {
    const message = `The template has ${bytes} bytes; above ${MAX_INLINE_BYTES} it needs an artifact bucket.`;
    throw new HoldfastError(message, { code: 'TemplateTooLarge', source: 'holdfast', retryable: false });
  }
  const key = `templates/${digestOf(body).replace('sha256:', '')}.json`;
  await artifacts.put(key, body);
  return { TemplateURL: objectUrl(artifacts, region, key) };
}

/** Virtual-hosted-style on AWS, path-style elsewhere: https://docs.aws.amazon.com/AmazonS3/latest/userguide/VirtualHosting.html */
function objectUrl({ bucket, endpoint }: TemplateBucket, region: string, key: string): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, '')}/${bucket}/${key}`;
  const domain = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://${bucket}.s3.${region}.${domain}/${key}`;
}
