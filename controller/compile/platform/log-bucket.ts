import type { JsonObject } from '../../lib/json.ts';
import { arnIn, partitionOf } from '../arn.ts';
import type { CompileContext } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { policyOf } from '../statement.ts';
import { ABORTED_UPLOAD_DAYS, encryptedTransportOnly, KEPT, PRIVATE_BUCKET } from './bucket.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

/** Beginning of the keys under which S3 logs the requests to the artifact bucket. */
export const ARTIFACT_LOG_PREFIX = 'artifacts/';

/** The same for the bucket of the published state. */
export const STATE_LOG_PREFIX = 'states/';

/** The same for the teams' buckets; the team and the name of the Bucket follow. */
export const BUCKET_LOG_PREFIX = 'buckets/';

/** Days for which a deleted log can be had back. */
const DELETED_LOG_DAYS = 7;

/** Name of the log bucket. At most 63 characters, because the artifact bucket's default name, which is longer, is. */
export function logBucketName({ platform }: CompileContext): string {
  const { project, account, region } = platform.spec;
  return `${project}-logs-${account}-${region}`;
}

/** ARN of the log bucket. */
export function logBucketArn(context: CompileContext): string {
  return `arn:${partitionOf(context.platform.spec.region)}:s3:::${logBucketName(context)}`;
}

/** The bucket for logs that AWS services write. Its versions are for what somebody deletes: nothing in it is ever overwritten. */
export function addLogBucket(site: ComponentSite): void {
  const properties = {
    BucketName: logBucketName(site.context),
    VersioningConfiguration: { Status: 'Enabled' },
    ...PRIVATE_BUCKET,
    LifecycleConfiguration: {
      Rules: [
        {
          Id: 'old-logs',
          Status: 'Enabled',
          ExpirationInDays: site.context.platform.spec.storage.logRetentionDays,
          NoncurrentVersionExpiration: { NoncurrentDays: DELETED_LOG_DAYS },
          AbortIncompleteMultipartUpload: { DaysAfterInitiation: ABORTED_UPLOAD_DAYS },
        },
      ],
    },
    Tags: siteTags(site),
  };
  const statements = [
    encryptedTransportOnly(logBucketArn(site.context)),
    ...accessLogs(site.context),
    ...flowLogs(site.context),
  ];
  add(site, 'LogBucket', 'AWS::S3::Bucket', properties, KEPT);
  const policy = { Bucket: ref('LogBucket'), PolicyDocument: policyOf(statements) };
  add(site, 'LogBucketPolicy', 'AWS::S3::BucketPolicy', policy, KEPT);
}

/**
 * The teams' buckets may log whether there are any or not: a bucket that is kept when its document goes still does. Source:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
 */
function accessLogs(context: CompileContext): readonly JsonObject[] {
  const { region, project, storage, outputs } = context.platform.spec;
  const bucket = `arn:${partitionOf(region)}:s3:::`;
  return [
    mayLog('AccessLogsOfTheArtifactBucket', ARTIFACT_LOG_PREFIX, `${bucket}${storage.artifactBucket}`, context),
    mayLog('AccessLogsOfTheStateBucket', STATE_LOG_PREFIX, `${bucket}${outputs.terraformState.bucket}`, context),
    mayLog('AccessLogsOfTheTeamsBuckets', BUCKET_LOG_PREFIX, `${bucket}${project}-*-bucket-*`, context),
  ];
}

function mayLog(sid: string, prefix: string, source: string, context: CompileContext): JsonObject {
  return {
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: 'logging.s3.amazonaws.com' },
    Action: 's3:PutObject',
    Resource: `${logBucketArn(context)}/${prefix}*`,
    Condition: {
      StringEquals: { 'aws:SourceAccount': context.platform.spec.account },
      ArnLike: { 'aws:SourceArn': source },
    },
  };
}

/**
 * EC2 adds these itself to a bucket that lacks them, with the rights of whoever makes the flow log; a policy that is there already needs
 * no such rights. Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-s3-permissions.html
 */
function flowLogs(context: CompileContext): readonly JsonObject[] {
  const { account, network } = context.platform.spec;
  if (network.flowLogs?.destination !== 's3') return [];
  const arn = logBucketArn(context);
  const delivery = { Effect: 'Allow', Principal: { Service: 'delivery.logs.amazonaws.com' } };
  const own = {
    StringEquals: { 'aws:SourceAccount': account },
    ArnLike: { 'aws:SourceArn': arnIn(context.platform.spec, 'logs', '*') },
  };
  return [
    {
      Sid: 'AWSLogDeliveryWrite',
      ...delivery,
      Action: 's3:PutObject',
      Resource: `${arn}/AWSLogs/${account}/*`,
      Condition: {
        ...own,
        StringEquals: { ...own.StringEquals, 's3:x-amz-acl': 'bucket-owner-full-control' },
      },
    },
    { Sid: 'AWSLogDeliveryAclCheck', ...delivery, Action: 's3:GetBucketAcl', Resource: arn, Condition: own },
  ];
}
