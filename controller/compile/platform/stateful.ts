import { partitionOf } from '../arn.ts';
import { ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { policyOf } from '../statement.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { compileStateBucket } from './state-bucket.ts';

/**
 * Days for which a replaced or deleted artifact can still be deployed again. A rollback reads the artifact of the previous template,
 * so this is also how far back a revision can be reverted.
 */
const NONCURRENT_DAYS = 365;

/** Parts of uploads that were never finished are only cost. */
const ABORTED_UPLOAD_DAYS = 7;

/** Kept whatever happens to the stack (K4). */
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const;

/** What holds data: the bucket of the teams' artifacts, versioned so that what was checked stays what is deployed (V4). */
export function compileStateful(site: ComponentSite): void {
  const { storage, region } = site.context.platform.spec;
  const arn = `arn:${partitionOf(region)}:s3:::${storage.artifactBucket}`;
  addBucket(site, storage.artifactBucket);
  addBucketPolicy(site, arn);
  addOutput(site.draft, 'ArtifactBucketName', ref('ArtifactBucket'), 'Bucket of the function code');
  addOutput(site.draft, 'ArtifactBucketArn', arn, 'ARN of the bucket of the function code');
  compileStateBucket(site);
}

function addBucket(site: ComponentSite, name: string): void {
  const properties = {
    BucketName: name,
    VersioningConfiguration: { Status: 'Enabled' },
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
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'old-artifacts',
          Status: 'Enabled',
          NoncurrentVersionExpiration: { NoncurrentDays: NONCURRENT_DAYS },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORTED_UPLOAD_DAYS },
        },
      ],
    },
    Tags: siteTags(site),
  };
  add(site, 'ArtifactBucket', 'AWS::S3::Bucket', properties, RETAINED);
}

/** Refuses everything that is not encrypted on its way. Kept with the bucket, which outlives the stack. */
function addBucketPolicy(site: ComponentSite, arn: string): void {
  const encryptedOnly = {
    Sid: 'EncryptedTransportOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const properties = { Bucket: ref('ArtifactBucket'), PolicyDocument: policyOf([encryptedOnly]) };
  add(site, 'ArtifactBucketPolicy', 'AWS::S3::BucketPolicy', properties, RETAINED);
}
