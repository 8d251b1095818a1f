import { partitionOf } from '../arn.ts';
import { ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { policyOf } from '../statement.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

/** Days for which an older state file can still be read. It is written again from the record, so this is for looking back only. */
const NONCURRENT_DAYS = 90;

/** Parts of uploads that were never finished are only cost. */
const ABORTED_UPLOAD_DAYS = 7;

/** Kept whatever happens to the stack (K4): repositories of the teams read from it. */
const RETAINED = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' } as const;

/**
 * The bucket of the Terraform state that publishes the platform's outputs. Apart from the artifacts, because everybody who may read
 * outputs need not read code, and because only the applier writes here.
 */
export function compileStateBucket(site: ComponentSite): void {
  const { outputs, region } = site.context.platform.spec;
  const arn = `arn:${partitionOf(region)}:s3:::${outputs.terraformState.bucket}`;
  addBucket(site, outputs.terraformState.bucket);
  addBucketPolicy(site, arn);
  addOutput(site.draft, 'StateBucketName', ref('StateBucket'), 'Bucket of the Terraform state with the outputs');
  addOutput(site.draft, 'StateBucketArn', arn, 'ARN of the bucket of the Terraform state');
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
          Id: 'old-states',
          Status: 'Enabled',
          NoncurrentVersionExpiration: { NoncurrentDays: NONCURRENT_DAYS },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORTED_UPLOAD_DAYS },
        },
      ],
    },
    Tags: siteTags(site),
  };
  add(site, 'StateBucket', 'AWS::S3::Bucket', properties, RETAINED);
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
  const properties = { Bucket: ref('StateBucket'), PolicyDocument: policyOf([encryptedOnly]) };
  add(site, 'StateBucketPolicy', 'AWS::S3::BucketPolicy', properties, RETAINED);
}
