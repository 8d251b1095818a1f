import type { ReadTarget } from '../../drift/port.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { allAt, elementAt, parseXml, tagsAt, textAt, textsAt, type XmlElement, type XmlValue } from '../aws-xml.ts';
import { type Calls, orGone, present, type ServiceReader, said } from './calls.ts';

/** Buckets, by the configurations of their own. https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html */
export const S3_READER: ServiceReader = {
  actions: [
    's3:GetBucketAbac',
    's3:GetBucketCORS',
    's3:GetBucketLogging',
    's3:GetBucketNotification',
    's3:GetBucketOwnershipControls',
    's3:GetBucketPolicy',
    's3:GetBucketPublicAccessBlock',
    's3:GetBucketTagging',
    's3:GetBucketVersioning',
    's3:GetEncryptionConfiguration',
    's3:GetLifecycleConfiguration',
  ],
  reads: { 'AWS::S3::Bucket': readBucket, 'AWS::S3::BucketPolicy': readBucketPolicy },
};

/** One configuration of a bucket; `undefined` when it has none. */
async function configuration(
  bucket: string,
  name: string,
  calls: Calls,
  ...none: readonly string[]
): Promise<XmlElement | undefined> {
  const text = await orGone(calls.text('s3', `/${bucket}`, { [name]: '' }), ...none);
  return text === undefined ? undefined : parseXml(text);
}

async function readBucket({ physicalId, declared }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const versioning = await configuration(physicalId, 'versioning', calls, 'NoSuchBucket');
  if (versioning === undefined) return undefined;
  const read = (name: string, ...none: readonly string[]) => configuration(physicalId, name, calls, ...none);
  const [encryption, access, ownership, lifecycle, logging, notification, cors, tagging, abac] = await Promise.all([
    read('encryption', 'ServerSideEncryptionConfigurationNotFoundError'),
    read('publicAccessBlock', 'NoSuchPublicAccessBlockConfiguration'),
    read('ownershipControls', 'OwnershipControlsNotFoundError'),
    read('lifecycle', 'NoSuchLifecycleConfiguration'),
    read('logging'),
    read('notification'),
    read('cors', 'NoSuchCORSConfiguration'),
    read('tagging', 'NoSuchTagSet', 'NoSuchTagSetError'),
    declared.AbacStatus === undefined ? undefined : read('abac'),
  ]);
  return present({
    AbacStatus: textAt(abac, 'AbacStatus', 'Status'),
    BucketEncryption: encryptionOf(encryption),
    BucketName: physicalId,
    CorsConfiguration: { CorsRules: allAt(cors, 'CORSConfiguration', 'CORSRule').map(corsRule) },
    LifecycleConfiguration: { Rules: allAt(lifecycle, 'LifecycleConfiguration', 'Rule').map(lifecycleRule) },
    LoggingConfiguration: loggingOf(logging),
    NotificationConfiguration: notificationOf(elementAt(notification, 'NotificationConfiguration')),
    OwnershipControls: {
      Rules: allAt(ownership, 'OwnershipControls', 'Rule').map((rule) => textsOf(rule, 'ObjectOwnership')),
    },
    PublicAccessBlockConfiguration: textsOf(
      elementAt(access, 'PublicAccessBlockConfiguration'),
      'BlockPublicAcls',
      'BlockPublicPolicy',
      'IgnorePublicAcls',
      'RestrictPublicBuckets',
    ),
    Tags: tagsAt(tagging, 'Tagging', 'TagSet', 'Tag'),
    VersioningConfiguration: textsOf(elementAt(versioning, 'VersioningConfiguration'), 'Status'),
  });
}

async function readBucketPolicy(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const answer = calls.text('s3', `/${said(target, 'Bucket')}`, { policy: '' });
  const policy = await orGone(answer, 'NoSuchBucketPolicy', 'NoSuchBucket');
  return policy === undefined ? undefined : { PolicyDocument: policy };
}

/** Children that are texts, by name. */
function textsOf(value: XmlValue | undefined, ...names: readonly string[]): JsonObject {
  return present(Object.fromEntries(names.map((name) => [name, textAt(value, name)])));
}

function encryptionOf(answer: XmlElement | undefined): JsonObject {
  const rules = allAt(answer, 'ServerSideEncryptionConfiguration', 'Rule').map((rule) =>
    present({
      BucketKeyEnabled: textAt(rule, 'BucketKeyEnabled'),
      ServerSideEncryptionByDefault: textsOf(
        elementAt(rule, 'ApplyServerSideEncryptionByDefault'),
        'KMSMasterKeyID',
        'SSEAlgorithm',
      ),
    }),
  );
  return { ServerSideEncryptionConfiguration: rules };
}

function corsRule(rule: XmlValue): JsonObject {
  return present({
    Id: textAt(rule, 'ID'),
    AllowedHeaders: textsAt(rule, 'AllowedHeader'),
    AllowedMethods: textsAt(rule, 'AllowedMethod'),
    AllowedOrigins: textsAt(rule, 'AllowedOrigin'),
    ExposedHeaders: textsAt(rule, 'ExposeHeader'),
    MaxAge: textAt(rule, 'MaxAgeSeconds'),
  });
}

/** S3 nests in filters and expirations what CloudFormation writes beside each other. */
function lifecycleRule(rule: XmlValue): JsonObject {
  const filter = elementAt(rule, 'Filter');
  const both = elementAt(filter, 'And') ?? filter;
  const expiration = elementAt(rule, 'Expiration');
  const tags = allAt(both, 'Tag').map((tag) => textsOf(tag, 'Key', 'Value'));
  return present({
    ...textsOf(rule, 'Status'),
    Id: textAt(rule, 'ID'),
    Prefix: textAt(both, 'Prefix') ?? textAt(rule, 'Prefix'),
    ObjectSizeGreaterThan: textAt(both, 'ObjectSizeGreaterThan'),
    ObjectSizeLessThan: textAt(both, 'ObjectSizeLessThan'),
    TagFilters: tags,
    ExpirationInDays: textAt(expiration, 'Days'),
    ExpirationDate: textAt(expiration, 'Date'),
    ExpiredObjectDeleteMarker: textAt(expiration, 'ExpiredObjectDeleteMarker'),
    AbortIncompleteMultipartUpload: textsOf(elementAt(rule, 'AbortIncompleteMultipartUpload'), 'DaysAfterInitiation'),
    NoncurrentVersionExpiration: textsOf(
      elementAt(rule, 'NoncurrentVersionExpiration'),
      'NoncurrentDays',
      'NewerNoncurrentVersions',
    ),
    Transitions: allAt(rule, 'Transition').map((one) => transition(one, 'Days')),
    NoncurrentVersionTransitions: allAt(rule, 'NoncurrentVersionTransition').map((one) =>
      transition(one, 'NoncurrentDays'),
    ),
  });
}

function transition(value: XmlValue, days: string): JsonObject {
  return present({
    ...textsOf(value, 'StorageClass', 'NewerNoncurrentVersions'),
    TransitionInDays: textAt(value, days),
    TransitionDate: textAt(value, 'Date'),
  });
}

function loggingOf(answer: XmlElement | undefined): Json | undefined {
  const enabled = elementAt(answer, 'BucketLoggingStatus', 'LoggingEnabled');
  if (enabled === undefined) return undefined;
  const DestinationBucketName = textAt(enabled, 'TargetBucket');
  return present({ DestinationBucketName, LogFilePrefix: textAt(enabled, 'TargetPrefix') });
}

function notificationOf(answer: XmlElement | undefined): JsonObject {
  const receivers = (element: string, target: string, property: string) =>
    allAt(answer, element).flatMap((one) =>
      textsAt(one, 'Event').map((Event) => present({ Event, [property]: textAt(one, target), Filter: filterOf(one) })),
    );
  const hasBridge = elementAt(answer, 'EventBridgeConfiguration') !== undefined;
  return {
    ...(hasBridge && { EventBridgeConfiguration: { EventBridgeEnabled: true } }),
    LambdaConfigurations: receivers('CloudFunctionConfiguration', 'CloudFunction', 'Function'),
    QueueConfigurations: receivers('QueueConfiguration', 'Queue', 'Queue'),
    TopicConfigurations: receivers('TopicConfiguration', 'Topic', 'Topic'),
  };
}

function filterOf(receiver: XmlValue): Json | undefined {
  const Rules = allAt(receiver, 'Filter', 'S3Key', 'FilterRule').map((rule) => textsOf(rule, 'Name', 'Value'));
  return Rules.length === 0 ? undefined : { S3Key: { Rules } };
}
