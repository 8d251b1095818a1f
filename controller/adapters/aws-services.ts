/** Services that are read or called with signed requests of our own. */
export type AwsService = keyof typeof SERVICES;

/** What AWS limits together, for one account: a service that is read with signed requests, or what a client of the SDK asks. */
export type ApiFamily = AwsService | keyof typeof SDK_FAMILIES;

/**
 * CloudFormation publishes no rates; users report 5 DescribeStacks a second (https://github.com/aws/aws-sam-cli/issues/2671). GetFunction
 * has 100 a second of its own, apart from the rest of Lambda's control plane.
 */
const SDK_FAMILIES = {
  cloudformation: { perSecond: 5 },
  'get-function': { perSecond: 50 },
} as const satisfies Readonly<Record<string, Pick<ServicePlace, 'perSecond'>>>;

/** Where a service is, and how much of it we may use. */
interface ServicePlace {
  /** First label of its host, and name in its signatures where that is another. */
  readonly host: string;
  readonly signingName?: string;
  /** Services of the whole partition have one host. */
  readonly isGlobal?: true;
  /** Calls a second at most; well below what AWS allows an account, because deployments need the rest. */
  readonly perSecond: number;
}

/**
 * Rates: Lambda's control plane has 15 a second in all (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html),
 * API Gateway's 10 (https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html), CloudWatch's DescribeAlarms 9
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html), Logs' DescribeLogGroups 10, Route 53's 5
 * (https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/DNSLimitations.html); the others publish none or far more.
 */
const SERVICES = {
  apigateway: { host: 'apigateway', perSecond: 5 },
  budgets: { host: 'budgets', isGlobal: true, perSecond: 5 },
  cloudwatch: { host: 'monitoring', signingName: 'monitoring', perSecond: 5 },
  codedeploy: { host: 'codedeploy', perSecond: 5 },
  dynamodb: { host: 'dynamodb', perSecond: 10 },
  ec2: { host: 'ec2', perSecond: 10 },
  events: { host: 'events', perSecond: 10 },
  iam: { host: 'iam', isGlobal: true, perSecond: 10 },
  lambda: { host: 'lambda', perSecond: 8 },
  logs: { host: 'logs', perSecond: 5 },
  route53: { host: 'route53', isGlobal: true, perSecond: 3 },
  s3: { host: 's3', perSecond: 50 },
  scheduler: { host: 'scheduler', perSecond: 10 },
  secretsmanager: { host: 'secretsmanager', perSecond: 10 },
  sns: { host: 'sns', perSecond: 10 },
  sqs: { host: 'sqs', perSecond: 20 },
  ssm: { host: 'ssm', perSecond: 10 },
} as const satisfies Readonly<Record<string, ServicePlace>>;

/** The region in which the services of a whole partition are signed for. https://docs.aws.amazon.com/general/latest/gr/rande.html */
function globalPlace(service: AwsService, region: string): { readonly host: string; readonly region: string } {
  if (region.startsWith('cn-')) {
    return service === 'iam'
      ? { host: 'iam.cn-north-1.amazonaws.com.cn', region: 'cn-north-1' }
      : { host: `${SERVICES[service].host}.amazonaws.com.cn`, region: 'cn-northwest-1' };
  }
  if (region.startsWith('us-gov-'))
    return { host: `${SERVICES[service].host}.us-gov.amazonaws.com`, region: 'us-gov-west-1' };
  return { host: `${SERVICES[service].host}.amazonaws.com`, region: 'us-east-1' };
}

/** Host, region and name with which a request to a service of this region is signed. */
export function endpointOf(service: AwsService, region: string) {
  const { host, isGlobal, signingName }: ServicePlace = SERVICES[service];
  const name = { signingName: signingName ?? host };
  if (isGlobal) return { ...globalPlace(service, region), ...name };
  return { host: `${host}.${region}.${domainOf(region)}`, region, ...name };
}

/** https://docs.aws.amazon.com/general/latest/gr/rande.html */
function domainOf(region: string): string {
  return region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
}

/** Calls a second that one process may make of a family. */
export function rateOf(family: ApiFamily): number {
  return { ...SERVICES, ...SDK_FAMILIES }[family].perSecond;
}
