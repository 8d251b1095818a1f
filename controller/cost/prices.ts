/**
 * The day on which these figures were last gone over. They were put down by hand, partly from copies of AWS's price list files of
 * September 2026; AWS's page counts, so check there before you rely on one.
 */
export const PRICES_AS_OF = '2026-11-25';

/** The region whose prices stand in where another region's is not known. */
export const HOME_REGION = 'us-east-1';

/** The columns of {@link PRICES}. Oregon and Ohio have the prices of Northern Virginia. */
const COLUMNS: Readonly<Record<string, number>> = {
  'us-east-1': 0,
  'us-east-2': 0,
  'us-west-2': 0,
  'eu-west-1': 1,
  'eu-central-1': 2,
  'ap-southeast-1': 3,
  'ap-northeast-1': 4,
};

/** Regions with a column, in its order. */
export const PRICED_REGIONS = Object.keys(COLUMNS);

/** The column of a region's prices; `undefined` where it has none. */
export function columnOf(region: string): number | undefined {
  return COLUMNS[region];
}

/** AWS's pages that state the prices. */
export const PRICE_PAGES = {
  lambda: 'https://aws.amazon.com/lambda/pricing/',
  api: 'https://aws.amazon.com/api-gateway/pricing/',
  transfer: 'https://aws.amazon.com/ec2/pricing/on-demand/#Data_Transfer',
  cloudwatch: 'https://aws.amazon.com/cloudwatch/pricing/',
  vpc: 'https://aws.amazon.com/vpc/pricing/',
  privatelink: 'https://aws.amazon.com/privatelink/pricing/',
  s3: 'https://aws.amazon.com/s3/pricing/',
  dynamodb: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  sqs: 'https://aws.amazon.com/sqs/pricing/',
  sns: 'https://aws.amazon.com/sns/pricing/',
  eventbridge: 'https://aws.amazon.com/eventbridge/pricing/',
  secrets: 'https://aws.amazon.com/secrets-manager/pricing/',
  kms: 'https://aws.amazon.com/kms/pricing/',
  ssm: 'https://aws.amazon.com/systems-manager/pricing/',
  xray: 'https://aws.amazon.com/xray/pricing/',
  ecr: 'https://aws.amazon.com/ecr/pricing/',
} as const;

/** A price as it stands in the table: `usd` for `per` units, one figure for all columns or one a column, `null` where it is not known. */
interface Row {
  readonly page: keyof typeof PRICE_PAGES;
  readonly unit: string;
  readonly per: number;
  readonly usd: number | readonly [number, ...(number | null)[]];
}

function row(page: Row['page'], unit: string, per: number, usd: Row['usd']): Row {
  return { page, unit, per, usd };
}

const MILLION = 1_000_000;

/**
 * List prices in US dollars without tax, on demand, of the first tier: free tiers, volume tiers, savings plans and credits are not
 * counted. Lambda's figures are those of the function specification (cost section).
 */
export const PRICES = {
  lambdaRequests: row('lambda', 'requests', MILLION, 0.2),
  lambdaArm: row('lambda', 'GB-seconds', 1, 0.0000133334),
  lambdaX86: row('lambda', 'GB-seconds', 1, 0.0000166667),
  lambdaStorage: row('lambda', 'GB-seconds', 1, [0.0000000309]),
  lambdaProvisionedArm: row('lambda', 'GB-hours', 1, [0.012]),
  lambdaProvisionedX86: row('lambda', 'GB-hours', 1, [0.015]),
  httpApiRequests: row('api', 'requests', MILLION, [1, 1.11, 1.2, 1.25, 1.29]),
  restApiRequests: row('api', 'requests', MILLION, [3.5, 3.5, 3.7, 4.25, 4.25]),
  'restCache0.5': row('api', 'hours', 1, [0.02]),
  'restCache1.6': row('api', 'hours', 1, [0.038]),
  'restCache6.1': row('api', 'hours', 1, [0.2]),
  'restCache13.5': row('api', 'hours', 1, [0.25]),
  'restCache28.4': row('api', 'hours', 1, [0.5]),
  'restCache58.2': row('api', 'hours', 1, [1]),
  restCache118: row('api', 'hours', 1, [1.9]),
  restCache237: row('api', 'hours', 1, [3.8]),
  dataOut: row('transfer', 'GB', 1, [0.09, 0.09, 0.09, 0.12, 0.114]),
  logIngest: row('cloudwatch', 'GB', 1, [0.5, 0.57, 0.63, 0.7, 0.76]),
  logStorage: row('cloudwatch', 'GB-months', 1, [0.03, 0.03, 0.0324, null, 0.033]),
  vendedLogsToS3: row('cloudwatch', 'GB', 1, [0.25]),
  alarmMetrics: row('cloudwatch', 'alarm metrics', 1, 0.1),
  fastAlarmMetrics: row('cloudwatch', 'alarm metrics', 1, 0.3),
  compositeAlarms: row('cloudwatch', 'alarms', 1, 0.5),
  dashboards: row('cloudwatch', 'dashboards', 1, 3),
  metrics: row('cloudwatch', 'metrics', 1, 0.3),
  natHours: row('vpc', 'hours', 1, [0.045, 0.048, 0.052, 0.059, 0.062]),
  natData: row('vpc', 'GB', 1, [0.045, 0.048, 0.052, 0.059, 0.062]),
  publicIpv4: row('vpc', 'hours', 1, 0.005),
  endpointHours: row('privatelink', 'hours', 1, [0.01, 0.011, 0.012, 0.013, 0.014]),
  endpointData: row('privatelink', 'GB', 1, 0.01),
  s3Storage: row('s3', 'GB-months', 1, [0.023, 0.023, 0.0245, 0.025, 0.025]),
  s3Puts: row('s3', 'requests', 1000, [0.005, 0.005, 0.0054, 0.005, 0.0047]),
  s3Gets: row('s3', 'requests', 1000, [0.0004, 0.0004, 0.00043, 0.0004, 0.00037]),
  tableWrites: row('dynamodb', 'writes', MILLION, [0.625, null, 0.7625, null, 0.715]),
  tableReads: row('dynamodb', 'reads', MILLION, [0.125, null, 0.1525, null, 0.1425]),
  tableStorage: row('dynamodb', 'GB-months', 1, [0.25, 0.283, 0.306, 0.285, 0.285]),
  tableRecovery: row('dynamodb', 'GB-months', 1, [0.2, null, 0.2448]),
  queueRequests: row('sqs', 'requests', MILLION, 0.4),
  fifoQueueRequests: row('sqs', 'requests', MILLION, 0.5),
  topicMessages: row('sns', 'messages', MILLION, [0.5, null, 0.5]),
  emailMessages: row('sns', 'messages', 100_000, 2),
  httpMessages: row('sns', 'messages', MILLION, 0.6),
  busEvents: row('eventbridge', 'events', MILLION, 1),
  scheduledCalls: row('eventbridge', 'invocations', MILLION, [1]),
  secrets: row('secrets', 'secrets', 1, 0.4),
  secretCalls: row('secrets', 'calls', 10_000, 0.05),
  keys: row('kms', 'keys', 1, 1),
  keyCalls: row('kms', 'calls', 10_000, 0.03),
  advancedParameters: row('ssm', 'parameters', 1, 0.05),
  traces: row('xray', 'traces', MILLION, 5),
  imageStorage: row('ecr', 'GB-months', 1, 0.1),
} as const satisfies Readonly<Record<string, Row>>;

/** Name of a price of the table. */
export type PriceName = keyof typeof PRICES;

/** What something costs in one region. */
export interface Price {
  readonly name: PriceName;
  /** US dollars for `per` units. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** True when the region's own price is not known and that of {@link HOME_REGION} stands in. */
  readonly borrowed: boolean;
}

/** A price in a region, never absent: what is not known is taken from {@link HOME_REGION} and says so. */
export function priceIn(region: string, name: PriceName): Price {
  const { usd, per, unit }: Row = PRICES[name];
  const column = columnOf(region);
  const own = column === undefined ? null : typeof usd === 'number' ? usd : usd[column];
  const home = typeof usd === 'number' ? usd : usd[0];
  return { name, usd: own ?? home, per, unit, borrowed: own === null || own === undefined };
}
