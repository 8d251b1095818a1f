import { partitionOf } from '../arn.ts';
import { ref } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { policyOf } from '../statement.ts';
import { ABORTED_UPLOAD_DAYS, encryptedTransportOnly, KEPT, PRIVATE_BUCKET } from './bucket.ts';
import { add, type ComponentSite, siteTags } from './component.ts';
import { ARTIFACT_LOG_PREFIX, addLogBucket, logBucketArn } from './log-bucket.ts';
import { compileStateBucket } from './state-bucket.ts';

/**
 * What holds data: the bucket of the teams' artifacts, versioned so that what was checked stays what is deployed (V4), and the
 * bucket of the logs about it.
 */
export function compileStateful(site: ComponentSite): void {
  const { storage, region } = site.context.platform.spec;
  const arn = `arn:${partitionOf(region)}:s3:::${storage.artifactBucket}`;
  addLogBucket(site);
  addArtifactBucket(site);
  const policy = { Bucket: ref('ArtifactBucket'), PolicyDocument: policyOf([encryptedTransportOnly(arn)]) };
  add(site, 'ArtifactBucketPolicy', 'AWS::S3::BucketPolicy', policy, KEPT);
  addOutput(site.draft, 'ArtifactBucketName', ref('ArtifactBucket'), 'Bucket of the function code');
  addOutput(site.draft, 'ArtifactBucketArn', arn, 'ARN of the bucket of the function code');
  addOutput(site.draft, 'LogBucketName', ref('LogBucket'), 'Bucket of the logs that AWS services write');
  addOutput(site.draft, 'LogBucketArn', logBucketArn(site.context), 'ARN of the bucket of the logs');
  compileStateBucket(site);
}

/**
 * A rollback reads the artifact of the previous template, so the retention is also how far back a revision can be reverted. S3 refuses to
 * log into a bucket whose policy does not let it.
 */
function addArtifactBucket(site: ComponentSite): void {
  const { storage } = site.context.platform.spec;
  const properties = {
    BucketName: storage.artifactBucket,
    VersioningConfiguration: { Status: 'Enabled' },
    ...PRIVATE_BUCKET,
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'old-artifacts',
          Status: 'Enabled',
          NoncurrentVersionExpiration: { NoncurrentDays: storage.artifactRetentionDays },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORTED_UPLOAD_DAYS },
        },
      ],
    },
    LoggingConfiguration: { DestinationBucketName: ref('LogBucket'), LogFilePrefix: ARTIFACT_LOG_PREFIX },
    Tags: siteTags(site),
  };
  add(site, 'ArtifactBucket', 'AWS::S3::Bucket', properties, { ...KEPT, DependsOn: 'LogBucketPolicy' });
}
