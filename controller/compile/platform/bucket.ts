import type { JsonObject } from '../../lib/json.ts';

/** Parts of uploads that were never finished are only cost. */
export const ABORTED_UPLOAD_DAYS = 7;

/** Kept whatever happens to the stack (K4). */
export const KEPT = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const;

/** What every bucket of the platform has: encrypted with S3's own key, out of reach of the public, all objects its owner's. */
export const PRIVATE_BUCKET: JsonObject = {
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
  },
  PublicAccessBlockConfiguration: {
    BlockPublicAcls: true,
    BlockPublicPolicy: true,
    IgnorePublicAcls: true,
    RestrictPublicBuckets: true,
  },
  OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
};

/** Statement of a bucket's policy that refuses everything that is not encrypted on its way. */
export function encryptedTransportOnly(arn: string): JsonObject {
  return {
    Sid: 'EncryptedTransportOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
}
