import type { ReadTarget } from '../../drift/port.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import {
  allPages,
  type Calls,
  changing,
  objectOf,
  objectsOf,
  orGone,
  pick,
  present,
  type ServiceReader,
  textOf,
} from './calls.ts';

/** Tables. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Operations_Amazon_DynamoDB.html */
export const DYNAMODB_READER: ServiceReader = {
  actions: [
    'dynamodb:DescribeContinuousBackups',
    'dynamodb:DescribeTable',
    'dynamodb:DescribeTimeToLive',
    'dynamodb:GetResourcePolicy',
    'dynamodb:ListTagsOfResource',
  ],
  reads: { 'AWS::DynamoDB::Table': readTable },
  attributes: {
    'AWS::DynamoDB::Table.StreamArn': async ({ physicalId }, calls) =>
      (await describe(physicalId, calls))?.LatestStreamArn,
  },
};

function call(action: string, input: object, calls: Calls): Promise<JsonObject> {
  return calls.json('dynamodb', `DynamoDB_20120810.${action}`, input);
}

/** `undefined` when the table is gone. */
async function describe(TableName: string, calls: Calls): Promise<JsonObject | undefined> {
  const answer = await orGone(call('DescribeTable', { TableName }, calls), 'ResourceNotFound');
  return answer && objectOf(answer.Table);
}

async function readTable({ physicalId: TableName }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const table = await describe(TableName, calls);
  if (table === undefined || table.TableStatus === 'DELETING') return undefined;
  if (table.TableStatus === 'CREATING' || table.TableStatus === 'UPDATING') throw changing('table');
  const ResourceArn = textOf(table.TableArn) ?? '';
  const [ttl, backups, Tags, policy] = await Promise.all([
    call('DescribeTimeToLive', { TableName }, calls),
    call('DescribeContinuousBackups', { TableName }, calls),
    tagsOf(ResourceArn, calls),
    orGone(call('GetResourcePolicy', { ResourceArn }, calls), 'PolicyNotFound', 'ResourceNotFound'),
  ]);
  return present({
    ...tableProperties(table),
    TimeToLiveSpecification: timeToLive(objectOf(ttl.TimeToLiveDescription)),
    PointInTimeRecoverySpecification: recovery(objectOf(backups.ContinuousBackupsDescription)),
    ResourcePolicy: policy?.Policy === undefined ? undefined : { PolicyDocument: policy.Policy },
    Tags,
  });
}

function tableProperties(table: JsonObject): JsonObject {
  const billing = textOf(objectOf(table.BillingModeSummary).BillingMode) ?? 'PROVISIONED';
  const isProvisioned = billing === 'PROVISIONED';
  const { StreamViewType, StreamEnabled } = objectOf(table.StreamSpecification);
  return present({
    ...pick(table, 'AttributeDefinitions', 'DeletionProtectionEnabled', 'KeySchema', 'OnDemandThroughput', 'TableName'),
    BillingMode: billing,
    GlobalSecondaryIndexes: objectsOf(table.GlobalSecondaryIndexes).map((index) => indexOf(index, isProvisioned)),
    LocalSecondaryIndexes: objectsOf(table.LocalSecondaryIndexes).map((index) => indexOf(index, false)),
    ProvisionedThroughput: isProvisioned ? capacity(table) : undefined,
    SSESpecification: encryption(objectOf(table.SSEDescription)),
    StreamSpecification: StreamEnabled === true && StreamViewType !== undefined ? { StreamViewType } : undefined,
    TableClass: objectOf(table.TableClassSummary).TableClass,
  });
}

function indexOf(index: JsonObject, isProvisioned: boolean): JsonObject {
  const own = pick(index, 'IndexName', 'KeySchema', 'Projection', 'OnDemandThroughput');
  return isProvisioned ? { ...own, ProvisionedThroughput: capacity(index) } : own;
}

function capacity(of: JsonObject): JsonObject {
  return pick(objectOf(of.ProvisionedThroughput), 'ReadCapacityUnits', 'WriteCapacityUnits');
}

/** With DynamoDB's own key there is no description. */
function encryption({ Status, SSEType, KMSMasterKeyArn }: JsonObject): Json | undefined {
  if (Status !== 'ENABLED' && Status !== 'UPDATING') return undefined;
  return present({ SSEEnabled: true, SSEType, KMSMasterKeyId: KMSMasterKeyArn });
}

function timeToLive({ TimeToLiveStatus, AttributeName }: JsonObject): Json | undefined {
  if (TimeToLiveStatus !== 'ENABLED' && TimeToLiveStatus !== 'ENABLING') return undefined;
  return present({ AttributeName, Enabled: true });
}

function recovery({ PointInTimeRecoveryDescription }: JsonObject): JsonObject {
  const { PointInTimeRecoveryStatus, RecoveryPeriodInDays } = objectOf(PointInTimeRecoveryDescription);
  if (PointInTimeRecoveryStatus !== 'ENABLED') return {};
  return present({ PointInTimeRecoveryEnabled: true, RecoveryPeriodInDays });
}

function tagsOf(ResourceArn: string, calls: Calls): Promise<readonly JsonObject[]> {
  return allPages(async (NextToken) => {
    const page = await call('ListTagsOfResource', { ResourceArn, NextToken }, calls);
    return { items: objectsOf(page.Tags), next: textOf(page.NextToken) };
  });
}
