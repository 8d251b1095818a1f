import type { TableSpec } from '../../../registry/kinds/table/schema.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { actionsOf } from '../access-actions.ts';
import type { CompileContext, OutputValues } from '../context.ts';
import { concat, getAtt, ref } from '../intrinsics.ts';
import { keyGrant } from '../key-grant.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { tableNameOf } from '../physical-names.ts';
import { outputOf, resolveOne } from '../references.ts';
import { put, RETAINED, type Site, siteOf } from '../site.ts';
import { allow } from '../statement.ts';
import { addTableAlarms } from '../table-alarms.ts';
import { withUsage } from '../usage.ts';

/**
 * What reading and writing take. A transaction needs the actions of its parts and has none of its own (A5).
 * Source: the DynamoDB page of the Service Authorization Reference.
 */
const ACTIONS = {
  read: [
    'dynamodb:BatchGetItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:DescribeTable',
    'dynamodb:GetItem',
    'dynamodb:PartiQLSelect',
    'dynamodb:Query',
    'dynamodb:Scan',
  ],
  write: [
    'dynamodb:BatchWriteItem',
    'dynamodb:ConditionCheckItem',
    'dynamodb:DeleteItem',
    'dynamodb:DescribeTable',
    'dynamodb:PartiQLDelete',
    'dynamodb:PartiQLInsert',
    'dynamodb:PartiQLUpdate',
    'dynamodb:PutItem',
    'dynamodb:UpdateItem',
  ],
} as const;

/** What can be done with an index: only reading. */
const INDEX_ACTIONS = ['dynamodb:PartiQLSelect', 'dynamodb:Query', 'dynamodb:Scan'];

const ATTRIBUTE_TYPES = { string: 'S', number: 'N', binary: 'B' } as const;

const STREAM_VIEWS = {
  'keys-only': 'KEYS_ONLY',
  'new-image': 'NEW_IMAGE',
  'old-image': 'OLD_IMAGE',
  'new-and-old-images': 'NEW_AND_OLD_IMAGES',
} as const;

const TABLE_CLASSES = { standard: 'STANDARD', 'infrequent-access': 'STANDARD_INFREQUENT_ACCESS' } as const;

type Table = RegistryDocument<'Table'>;
type TableSite = Site<'Table'>;
type Index = NonNullable<TableSpec['indexes']>[number];
type Key = TableSpec['partitionKey'];
type Throughput = Pick<TableSpec, 'maxReadUnits' | 'maxWriteUnits'>;

/** A Table: the table with its indexes, and alarms. */
export const tableCompiler: KindCompiler<'Table'> = {
  compile: compileTable,
  outputs: tableValues,
  grant: (target, { level }, site) => {
    const arn = outputOf(target, 'tableArn', site);
    return [
      allow(actionsOf(level, ACTIONS), arn),
      ...(hasIndexes(target) && level !== 'write' ? [allow(INDEX_ACTIONS, concat(arn, '/index/*'))] : []),
      ...keyGrant(target, 'dynamodb', ['kms:Decrypt'], site),
    ];
  },
};

function compileTable(document: Table, context: CompileContext): void {
  const site = siteOf(document, context);
  const { spec } = document;
  const properties = {
    TableName: tableNameOf(document, context),
    AttributeDefinitions: attributesOf(spec),
    KeySchema: keySchemaOf(spec.partitionKey, spec.sortKey),
    ...indexesOf(spec),
    BillingMode: 'PAY_PER_REQUEST',
    ...throughputOf(spec),
    TableClass: TABLE_CLASSES[spec.tableClass],
    SSESpecification: encryptionOf(site),
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: spec.pointInTimeRecovery },
    DeletionProtectionEnabled: spec.deletionProtection,
    ...(spec.ttl !== undefined && { TimeToLiveSpecification: { AttributeName: spec.ttl, Enabled: true } }),
    ...(spec.stream !== undefined && { StreamSpecification: { StreamViewType: STREAM_VIEWS[spec.stream] } }),
    Tags: site.tags,
  };
  put(site, 'Table', 'AWS::DynamoDB::Table', properties, withUsage(RETAINED, spec.traffic ?? {}));
  addTableAlarms(site);
}

/** Every attribute that is part of a key, once, in the order of its first use: DynamoDB refuses others. */
function attributesOf({ partitionKey, sortKey, indexes = [], localIndexes = [] }: TableSpec): readonly JsonObject[] {
  const keys = [
    partitionKey,
    sortKey,
    ...indexes.flatMap((index) => [index.partitionKey, index.sortKey]),
    ...localIndexes.map((index) => index.sortKey),
  ].filter((key) => key !== undefined);
  const types = new Map(keys.toReversed().map(({ name, type }) => [name, ATTRIBUTE_TYPES[type]]));
  return [...new Set(keys.map(({ name }) => name))].map((name) => ({
    AttributeName: name,
    AttributeType: types.get(name) ?? 'S',
  }));
}

function keySchemaOf(partitionKey: Key, sortKey: Key | undefined): readonly JsonObject[] {
  return [
    { AttributeName: partitionKey.name, KeyType: 'HASH' },
    ...(sortKey === undefined ? [] : [{ AttributeName: sortKey.name, KeyType: 'RANGE' }]),
  ];
}

function indexesOf({ partitionKey, indexes = [], localIndexes = [] }: TableSpec): JsonObject {
  const global = indexes.map((index) => ({
    IndexName: index.name,
    KeySchema: keySchemaOf(index.partitionKey, index.sortKey),
    Projection: projectionOf(index.projection),
    ...throughputOf(index),
  }));
  const local = localIndexes.map(({ name, sortKey, projection }) => ({
    IndexName: name,
    KeySchema: keySchemaOf(partitionKey, sortKey),
    Projection: projectionOf(projection),
  }));
  return {
    ...(global.length > 0 && { GlobalSecondaryIndexes: global }),
    ...(local.length > 0 && { LocalSecondaryIndexes: local }),
  };
}

function projectionOf(projection: Index['projection']): JsonObject {
  if (typeof projection === 'object') return { ProjectionType: 'INCLUDE', NonKeyAttributes: projection.include };
  return { ProjectionType: projection === 'all' ? 'ALL' : 'KEYS_ONLY' };
}

/** Upper limits, so that a loop in a program cannot cost without end. */
function throughputOf({ maxReadUnits, maxWriteUnits }: Throughput): JsonObject {
  if (maxReadUnits === undefined && maxWriteUnits === undefined) return {};
  return {
    OnDemandThroughput: {
      ...(maxReadUnits !== undefined && { MaxReadRequestUnits: maxReadUnits }),
      ...(maxWriteUnits !== undefined && { MaxWriteRequestUnits: maxWriteUnits }),
    },
  };
}

/** Without SSE, DynamoDB encrypts with a key that it owns; with it, every use of the key aws/dynamodb or of an own one is paid. */
function encryptionOf(site: TableSite): JsonObject {
  const { encryption = 'aws-owned', kmsKeyArn } = site.document.spec;
  if (kmsKeyArn !== undefined) {
    return { SSEEnabled: true, SSEType: 'KMS', KMSMasterKeyId: resolveOne(kmsKeyArn, site) };
  }
  return encryption === 'aws-owned' ? { SSEEnabled: false } : { SSEEnabled: true, SSEType: 'KMS' };
}

function hasIndexes({ spec }: Table): boolean {
  return (spec.indexes ?? []).length + (spec.localIndexes ?? []).length > 0;
}

function tableValues({ metadata, spec }: Table): Partial<OutputValues> {
  const id = idFor('Table', metadata.name);
  const stream: () => Json = () => getAtt(id, 'StreamArn');
  return {
    tableArn: () => getAtt(id, 'Arn'),
    tableName: () => ref(id),
    ...(spec.stream !== undefined && { streamArn: stream }),
  };
}
