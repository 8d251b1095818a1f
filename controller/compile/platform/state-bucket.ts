import type { JsonObject } from '../../lib/json.ts';
import { partitionOf } from '../arn.ts';
import type { CompileContext } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { allow, policyOf } from '../statement.ts';
import { ABORTED_UPLOAD_DAYS, encryptedTransportOnly, KEPT, PRIVATE_BUCKET } from './bucket.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { STATE_LOG_PREFIX } from './log-bucket.ts';

/** Days for which an older state file can still be read. It is written again from the record, so this is for looking back only. */
const NONCURRENT_DAYS = 90;

/**
 * The bucket of the Terraform state that publishes the platform's outputs. Apart from the artifacts, because everybody who may read
 * outputs need not read code, and because only the applier writes here. Kept (K4): repositories of the teams read from it.
 */
export function compileStateBucket(site: ComponentSite): void {
  const arn = arnOf(site.context);
  addBucket(site);
  const policy = { Bucket: ref('StateBucket'), PolicyDocument: policyOf([encryptedTransportOnly(arn)]) };
  add(site, 'StateBucketPolicy', 'AWS::S3::BucketPolicy', policy, KEPT);
  addOutput(site.draft, 'StateBucketName', ref('StateBucket'), 'Bucket of the Terraform state with the outputs');
  addOutput(site.draft, 'StateBucketArn', arn, 'ARN of the bucket of the Terraform state');
}

/** What `terraform_remote_state` needs: https://developer.hashicorp.com/terraform/language/backend/s3#s3-bucket-permissions */
export function allowReadingState(context: CompileContext): JsonObject {
  const arn = arnOf(context);
  return allow(['s3:GetObject', 's3:ListBucket'], [arn, `${arn}/${context.platform.spec.outputs.terraformState.key}`]);
}

function arnOf({ platform }: CompileContext): string {
  const { outputs, region } = platform.spec;
  return `arn:${partitionOf(region)}:s3:::${outputs.terraformState.bucket}`;
}

function addBucket(site: ComponentSite): void {
  const properties = {
    BucketName: site.context.platform.spec.outputs.terraformState.bucket,
    VersioningConfiguration: { Status: 'Enabled' },
    ...PRIVATE_BUCKET,
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
    LoggingConfiguration: { DestinationBucketName: ref('LogBucket'), LogFilePrefix: STATE_LOG_PREFIX },
    Tags: siteTags(site),
  };
  add(site, 'StateBucket', 'AWS::S3::Bucket', properties, { ...KEPT, DependsOn: 'LogBucketPolicy' });
}
