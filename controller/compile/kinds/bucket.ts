import type { Grant } from '../../../registry/kinds/access.ts';
import type { BucketSpec } from '../../../registry/kinds/bucket/schema.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { actionsOf } from '../access-actions.ts';
import { notificationsOf, waitForQueues } from '../bucket-notifications.ts';
import { type CompileContext, type OutputValues, placeOf } from '../context.ts';
import { concat, getAtt, ref } from '../intrinsics.ts';
import { keyGrant } from '../key-grant.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { bucketNameOf } from '../physical-names.ts';
import { PRIVATE_BUCKET } from '../platform/bucket.ts';
import { BUCKET_LOG_PREFIX, logBucketName } from '../platform/log-bucket.ts';
import { outputOf, resolveOne } from '../references.ts';
import { protectiveStatements } from '../resource-policy.ts';
import { put, RETAINED, type Site, siteOf } from '../site.ts';
import { allow, policyOf } from '../statement.ts';
import { SHARED_TAG } from '../tags.ts';
import { withUsage } from '../usage.ts';

/** What can be done with objects. Source: the S3 page of the Service Authorization Reference. */
const OBJECT_ACTIONS = {
  read: ['s3:GetObject', 's3:GetObjectTagging', 's3:GetObjectVersion'],
  write: [
    's3:AbortMultipartUpload',
    's3:DeleteObject',
    's3:DeleteObjectTagging',
    's3:ListMultipartUploadParts',
    's3:PutObject',
    's3:PutObjectTagging',
  ],
} as const;

/** Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html (multipart uploads decrypt what they wrote). */
const KEY_ACTIONS = { read: ['kms:Decrypt'], write: ['kms:Decrypt', 'kms:GenerateDataKey'] } as const;

type Bucket = RegistryDocument<'Bucket'>;
type BucketSite = Site<'Bucket'>;
type LifecycleRule = NonNullable<BucketSpec['lifecycle']>[number];

/** A Bucket: the bucket and its policy. */
export const bucketCompiler: KindCompiler<'Bucket'> = {
  compile: compileBucket,
  outputs: bucketValues,
  grant: grantBucket,
};

function compileBucket(document: Bucket, context: CompileContext): void {
  const site = siteOf(document, context);
  const { spec } = document;
  const properties = {
    BucketName: bucketNameOf(document, context),
    VersioningConfiguration: { Status: spec.versioning ? 'Enabled' : 'Suspended' },
    ...PRIVATE_BUCKET,
    BucketEncryption: { ServerSideEncryptionConfiguration: [encryptionOf(site)] },
    LifecycleConfiguration: { Rules: [upkeepOf(spec), ...(spec.lifecycle ?? []).map(ruleOf)] },
    ...((spec.cors ?? []).length > 0 && { CorsConfiguration: { CorsRules: corsOf(spec) } }),
    LoggingConfiguration: loggingOf(site),
    ...notificationsOf(site),
    // S3 compares a bucket's tags in policies only where that is asked for.
    ...(SHARED_TAG in site.tagMap && { AbacStatus: 'Enabled' }),
    Tags: site.tags,
  };
  const attributes = { ...RETAINED, ...waitForQueues(site) };
  const id = put(site, 'Bucket', 'AWS::S3::Bucket', properties, withUsage(attributes, spec.traffic ?? {}));
  const arn = getAtt(id, 'Arn');
  const protective = protectiveStatements('s3:*', [arn, concat(arn, '/*')], placeOf(context));
  put(
    site,
    'AccessToBucket',
    'AWS::S3::BucketPolicy',
    { Bucket: ref(id), PolicyDocument: policyOf(protective) },
    RETAINED,
  );
}

/** Who asked for what goes to the platform's log bucket, which forgets it in time. Its name is written out: its stack is applied before. */
function loggingOf({ document: { metadata }, context }: BucketSite): JsonObject {
  const prefix = `${BUCKET_LOG_PREFIX}${metadata.team ?? ''}/${metadata.name}/`;
  return { DestinationBucketName: logBucketName(context), LogFilePrefix: prefix };
}

/** A bucket key makes one call to KMS serve many objects. */
function encryptionOf(site: BucketSite): JsonObject {
  const { encryption = 's3-managed', kmsKeyArn } = site.document.spec;
  if (kmsKeyArn === undefined && encryption === 's3-managed') {
    return { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
  }
  const key = kmsKeyArn === undefined ? {} : { KMSMasterKeyID: resolveOne(kmsKeyArn, site) };
  return { BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', ...key } };
}

/** What every bucket does by itself: forget old versions, and uploads that were never finished. */
function upkeepOf({ noncurrentDays, abortUploadDays }: BucketSpec): JsonObject {
  return {
    Id: 'upkeep',
    Status: 'Enabled',
    NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: abortUploadDays },
  };
}

function ruleOf({ prefix, expireDays, noncurrentDays, transitions }: LifecycleRule, index: number): JsonObject {
  return {
    Id: `rule-${index + 1}`,
    Status: 'Enabled',
    ...(prefix !== undefined && { Prefix: prefix }),
    ...(expireDays !== undefined && { ExpirationInDays: expireDays }),
    ...(noncurrentDays !== undefined && { NoncurrentVersionExpiration: { NoncurrentDays: noncurrentDays } }),
    ...(transitions !== undefined && {
      Transitions: transitions.map((move) => ({ StorageClass: move.class, TransitionInDays: move.days })),
    }),
  };
}

function corsOf({ cors = [] }: BucketSpec): readonly JsonObject[] {
  return cors.map(({ allowOrigins, allowMethods, allowHeaders, exposeHeaders, maxAgeSeconds }) => ({
    AllowedOrigins: allowOrigins,
    AllowedMethods: allowMethods,
    ...(allowHeaders !== undefined && { AllowedHeaders: allowHeaders }),
    ...(exposeHeaders !== undefined && { ExposedHeaders: exposeHeaders }),
    ...(maxAgeSeconds !== undefined && { MaxAge: maxAgeSeconds }),
  }));
}

/**
 * Objects under the prefix, and the listing of them. Only in the platform's account: a name of S3 that is free again can be taken by
 * anybody.
 */
function grantBucket(
  target: Bucket,
  { level, prefix = '' }: Grant,
  site: Parameters<typeof outputOf>[2],
): readonly JsonObject[] {
  const arn = outputOf(target, 'bucketArn', site);
  const owned = { 'aws:ResourceAccount': site.context.platform.spec.account };
  const objects = allow(actionsOf(level, OBJECT_ACTIONS), concat(arn, `/${prefix}*`));
  return [
    { ...objects, Condition: { StringEquals: owned } },
    ...(level === 'write' ? [] : [listing(arn, prefix, owned)]),
    ...keyGrant(target, 's3', actionsOf(level, KEY_ACTIONS), site),
  ];
}

function listing(arn: Json, prefix: string, owned: JsonObject): JsonObject {
  const within = prefix === '' ? {} : { StringLike: { 's3:prefix': `${prefix}*` } };
  return { ...allow(['s3:ListBucket'], arn), Condition: { StringEquals: owned, ...within } };
}

function bucketValues({ metadata }: Bucket): OutputValues<'bucketArn' | 'bucketName'> {
  const id = idFor('Bucket', metadata.name);
  return { bucketArn: () => getAtt(id, 'Arn'), bucketName: () => ref(id) };
}
