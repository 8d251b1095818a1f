import { HoldfastError } from '../../diagnostics/error.ts';
import type { ResourceReader } from '../../drift/port.ts';
import type { AwsConnection } from '../aws-request.ts';
import { createCalls, type ServiceReader } from './calls.ts';
import { CLOUDWATCH_READER } from './cloudwatch.ts';
import { DYNAMODB_READER } from './dynamodb.ts';
import { EC2_READER } from './ec2.ts';
import { EVENTS_READER, SCHEDULER_READER } from './events.ts';
import { HTTP_API_READER } from './http-api.ts';
import { IAM_READER } from './iam.ts';
import { LAMBDA_READER } from './lambda.ts';
import { LOGS_READER } from './logs.ts';
import { SNS_READER, SQS_READER } from './messaging.ts';
import { BUDGETS_READER, CODEDEPLOY_READER, ROUTE53_READER } from './operations.ts';
import { REST_API_READER } from './rest-api.ts';
import { S3_READER } from './s3.ts';
import { SECRETS_READER } from './secrets.ts';

/** All services that resources are read from. */
const SERVICES: readonly ServiceReader[] = [
  BUDGETS_READER,
  CLOUDWATCH_READER,
  CODEDEPLOY_READER,
  DYNAMODB_READER,
  EC2_READER,
  EVENTS_READER,
  HTTP_API_READER,
  IAM_READER,
  LAMBDA_READER,
  LOGS_READER,
  REST_API_READER,
  ROUTE53_READER,
  S3_READER,
  SCHEDULER_READER,
  SECRETS_READER,
  SNS_READER,
  SQS_READER,
];

/** Everything that reading resources calls. None of it can change anything, and none of it gives a secret's value. */
export const RESOURCE_READER_ACTIONS: readonly string[] = [
  ...new Set(SERVICES.flatMap(({ actions }) => actions)),
].sort();

const READS = new Map(SERVICES.flatMap(({ reads }) => Object.entries(reads)));
const PARTS = new Map(SERVICES.flatMap(({ parts = {} }) => Object.entries(parts)));
const ATTRIBUTES = new Map(SERVICES.flatMap(({ attributes = {} }) => Object.entries(attributes)));

/** Types that this adapter reads. */
export const READABLE_TYPES: readonly string[] = [...READS.keys()].sort();

/** A reader for one sweep: it keeps every answer, so that nothing is read twice. */
export function createResourceReader(connection: AwsConnection): ResourceReader {
  const calls = createCalls(connection);
  return {
    readResource: async (target) => {
      const read = READS.get(target.type);
      if (read === undefined) throw noReader(target.type);
      return read(target, calls);
    },
    partsOf: async (target) => (await PARTS.get(target.type)?.(target, calls)) ?? [],
    readAttribute: async (target, attribute) => ATTRIBUTES.get(`${target.type}.${attribute}`)?.(target, calls),
  };
}

function noReader(type: string): HoldfastError {
  const details = { code: 'NoReader', source: 'holdfast', retryable: false } as const;
  return new HoldfastError(`Holdfast has no reader for ${type}`, details);
}
