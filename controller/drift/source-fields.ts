import type { ResourceSource } from '../compile/desired.ts';
import type { Location } from '../diagnostics/finding.ts';
import type { Path } from '../documents/path.ts';
import type { AnyDocument, DocumentSource } from '../documents/registry.ts';
import { segmentsOf } from '../lib/pointer.ts';
import type { PropertyLocator } from './check-resource.ts';

/** A property of a type and the field of the document that sets it. Segments below the property are kept when `deep`. */
interface FieldOfProperty {
  readonly property: string;
  readonly field: Path;
  /** The field that sets it in documents without the first one. */
  readonly otherwise?: Path;
  readonly deep?: true;
}

/** Which field of its document sets a property. A property that is not named here is set by the document as a whole. */
const FIELDS: Readonly<Record<string, readonly FieldOfProperty[]>> = {
  'AWS::Lambda::Function': [
    { property: '/Architectures', field: ['spec', 'architecture'] },
    { property: '/Code', field: ['spec', 's3', 'key'], otherwise: ['spec', 'imageUri'] },
    { property: '/DeadLetterConfig', field: ['spec', 'deadLetter'] },
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/Environment/Variables', field: ['spec', 'environment'], deep: true },
    { property: '/Environment', field: ['spec', 'environment'] },
    { property: '/EphemeralStorage', field: ['spec', 'ephemeralStorageMb'] },
    { property: '/FunctionName', field: ['spec', 'functionName'] },
    { property: '/Handler', field: ['spec', 'handler'] },
    { property: '/ImageConfig/Command', field: ['spec', 'imageConfig', 'command'], deep: true },
    { property: '/ImageConfig/EntryPoint', field: ['spec', 'imageConfig', 'entryPoint'], deep: true },
    { property: '/ImageConfig/WorkingDirectory', field: ['spec', 'imageConfig', 'workingDirectory'] },
    { property: '/ImageConfig', field: ['spec', 'imageConfig'] },
    { property: '/KmsKeyArn', field: ['spec', 'kmsKeyArn'] },
    { property: '/Layers', field: ['spec', 'layerArns'], deep: true },
    { property: '/LoggingConfig/ApplicationLogLevel', field: ['spec', 'logging', 'applicationLevel'] },
    { property: '/LoggingConfig/LogFormat', field: ['spec', 'logging', 'format'] },
    { property: '/LoggingConfig/SystemLogLevel', field: ['spec', 'logging', 'systemLevel'] },
    { property: '/MemorySize', field: ['spec', 'memoryMb'] },
    { property: '/ReservedConcurrentExecutions', field: ['spec', 'reservedConcurrency'] },
    { property: '/Role', field: ['spec', 'roleArn'] },
    { property: '/Runtime', field: ['spec', 'runtime'] },
    { property: '/SnapStart', field: ['spec', 'snapStart'] },
    { property: '/Timeout', field: ['spec', 'timeoutSeconds'] },
    { property: '/TracingConfig', field: ['spec', 'tracing'] },
    { property: '/VpcConfig/SecurityGroupIds', field: ['spec', 'securityGroups'] },
    { property: '/VpcConfig', field: ['spec', 'subnets'] },
  ],
  'AWS::DynamoDB::Table': [
    { property: '/DeletionProtectionEnabled', field: ['spec', 'deletionProtection'] },
    { property: '/GlobalSecondaryIndexes', field: ['spec', 'indexes'] },
    { property: '/KeySchema', field: ['spec', 'partitionKey'] },
    { property: '/LocalSecondaryIndexes', field: ['spec', 'localIndexes'] },
    { property: '/PointInTimeRecoverySpecification', field: ['spec', 'pointInTimeRecovery'] },
    { property: '/SSESpecification', field: ['spec', 'encryption'] },
    { property: '/StreamSpecification', field: ['spec', 'stream'] },
    { property: '/TableClass', field: ['spec', 'tableClass'] },
    { property: '/TimeToLiveSpecification', field: ['spec', 'ttl'] },
  ],
  'AWS::Events::Rule': [
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/EventBusName', field: ['spec', 'bus'] },
    { property: '/EventPattern', field: ['spec', 'pattern'] },
    { property: '/State', field: ['spec', 'enabled'] },
    { property: '/Targets', field: ['spec', 'targets'] },
  ],
  'AWS::S3::Bucket': [
    { property: '/BucketEncryption', field: ['spec', 'encryption'] },
    { property: '/CorsConfiguration', field: ['spec', 'cors'] },
    { property: '/LifecycleConfiguration', field: ['spec', 'lifecycle'] },
    { property: '/NotificationConfiguration/EventBridgeConfiguration', field: ['spec', 'events'] },
    { property: '/VersioningConfiguration', field: ['spec', 'versioning'] },
  ],
  'AWS::SNS::Topic': [
    { property: '/ContentBasedDeduplication', field: ['spec', 'contentBasedDeduplication'] },
    { property: '/DisplayName', field: ['spec', 'displayName'] },
    { property: '/KmsMasterKeyId', field: ['spec', 'kmsKeyArn'], otherwise: ['spec', 'encryption'] },
  ],
  'AWS::SQS::Queue': [
    { property: '/ContentBasedDeduplication', field: ['spec', 'contentBasedDeduplication'] },
    { property: '/DelaySeconds', field: ['spec', 'delaySeconds'] },
    { property: '/MaximumMessageSize', field: ['spec', 'maxMessageBytes'] },
    { property: '/MessageRetentionPeriod', field: ['spec', 'retentionSeconds'] },
    { property: '/ReceiveMessageWaitTimeSeconds', field: ['spec', 'receiveWaitSeconds'] },
    { property: '/RedrivePolicy', field: ['spec', 'deadLetter'] },
    { property: '/VisibilityTimeout', field: ['spec', 'visibilitySeconds'] },
  ],
  'AWS::Scheduler::Schedule': [
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/EndDate', field: ['spec', 'endsAt'] },
    { property: '/FlexibleTimeWindow', field: ['spec', 'flexibleMinutes'] },
    { property: '/ScheduleExpressionTimezone', field: ['spec', 'timezone'] },
    { property: '/ScheduleExpression', field: ['spec', 'expression'] },
    { property: '/StartDate', field: ['spec', 'startsAt'] },
    { property: '/State', field: ['spec', 'enabled'] },
    { property: '/Target/Input', field: ['spec', 'input'] },
    { property: '/Target/RetryPolicy', field: ['spec', 'retry'] },
    { property: '/Target', field: ['spec', 'target'] },
  ],
  'AWS::SecretsManager::Secret': [
    { property: '/Description', field: ['spec', 'description'] },
    { property: '/KmsKeyId', field: ['spec', 'kmsKeyArn'] },
  ],
  'AWS::ApiGatewayV2::Api': [
    { property: '/CorsConfiguration/AllowOrigins', field: ['spec', 'api', 'cors', 'allowOrigins'] },
    { property: '/CorsConfiguration/AllowMethods', field: ['spec', 'api', 'cors', 'allowMethods'] },
    { property: '/CorsConfiguration/AllowHeaders', field: ['spec', 'api', 'cors', 'allowHeaders'] },
    { property: '/CorsConfiguration/ExposeHeaders', field: ['spec', 'api', 'cors', 'exposeHeaders'] },
    { property: '/CorsConfiguration/MaxAge', field: ['spec', 'api', 'cors', 'maxAgeSeconds'] },
    { property: '/CorsConfiguration/AllowCredentials', field: ['spec', 'api', 'cors', 'allowCredentials'] },
    { property: '/CorsConfiguration', field: ['spec', 'api', 'cors'] },
    { property: '/ProtocolType', field: ['spec', 'api', 'type'] },
    { property: '', field: ['spec', 'api'] },
  ],
  'AWS::ApiGatewayV2::Stage': [
    { property: '/DefaultRouteSettings/ThrottlingRateLimit', field: ['spec', 'api', 'throttle', 'rate'] },
    { property: '/DefaultRouteSettings/ThrottlingBurstLimit', field: ['spec', 'api', 'throttle', 'burst'] },
    { property: '/DefaultRouteSettings', field: ['spec', 'api', 'throttle'] },
    { property: '', field: ['spec', 'api'] },
  ],
  'AWS::ApiGatewayV2::Route': [
    { property: '/AuthorizationScopes', field: ['spec', 'scopes'], otherwise: ['spec', 'routes'] },
    { property: '/AuthorizationType', field: ['spec', 'authorizer'], otherwise: ['spec', 'routes'] },
    { property: '/AuthorizerId', field: ['spec', 'authorizer'], otherwise: ['spec', 'routes'] },
    { property: '/RouteKey', field: ['spec', 'path'], otherwise: ['spec', 'routes'] },
    { property: '/Target', field: ['spec', 'function'] },
  ],
};

/**
 * The path in a document of what sets a property, e.g. `spec.memoryMb` for `/Properties/MemorySize`; `undefined` when the
 * document as a whole is the answer. The path need not exist: a default has no field of its own.
 */
export function fieldOf(type: string, pointer: string, document: object): Path | undefined {
  const segments = segmentsOf(pointer).slice(1);
  const fields = Object.hasOwn(FIELDS, type) ? (FIELDS[type] ?? []) : [];
  for (const { property, field, otherwise, deep } of fields) {
    const prefix = segmentsOf(property);
    if (!prefix.every((segment, index) => segment === segments[index])) continue;
    if (otherwise && has(document, otherwise) && !has(document, field)) return otherwise;
    return deep ? [...field, ...segments.slice(prefix.length)] : field;
  }
  return undefined;
}

function has(document: object, path: Path): boolean {
  let value: unknown = document;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return false;
    value = Reflect.get(value, segment);
  }
  return true;
}

/**
 * Finds the line of a property in the documents of the applied commit. `locate` gives the place of a path in a document, and the
 * nearest part above it when the path is not there.
 */
export function propertyLocator(
  documents: readonly AnyDocument[],
  locate: (source: DocumentSource, path: Path) => Location,
): PropertyLocator {
  const byPlace = new Map(documents.map((document) => [placeOf(document.source.file, nameOf(document)), document]));
  return (source: ResourceSource, type, pointer) => {
    const document = byPlace.get(placeOf(source.file, source.document));
    const field = document && fieldOf(type, pointer, document);
    return document && field && locate(document.source, field);
  };
}

function nameOf({ kind, metadata }: AnyDocument): string {
  return `${kind}/${metadata.name}`;
}

function placeOf(file: string, document: string | undefined): string {
  return `${file} ${document}`;
}
