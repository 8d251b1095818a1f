import * as z from 'zod';
import { distinct } from '../distinct.ts';

/**
 * AWS services that an interface endpoint may lead to, by the last part of the endpoint service's name. All of them take an
 * endpoint policy and private DNS. Source: https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
export const INTERFACE_SERVICES = [
  'athena',
  'bedrock-runtime',
  'ecr.api',
  'ecr.dkr',
  'elasticfilesystem',
  'events',
  'execute-api',
  'kinesis-firehose',
  'kinesis-streams',
  'kms',
  'lambda',
  'logs',
  'monitoring',
  'rds-data',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'states',
  'sts',
  'xray',
] as const;

/** One of {@link INTERFACE_SERVICES}. */
export type InterfaceService = (typeof INTERFACE_SERVICES)[number];

/** `network.endpoints`: how the private subnets reach AWS without a NAT gateway. */
export const endpointsSchema = z.strictObject({
  gateway: distinct(z.array(z.enum(['s3', 'dynamodb'])))
    .default(['s3', 'dynamodb'])
    .describe('Gateway endpoints; these are free.'),
  interface: distinct(z.array(z.enum(INTERFACE_SERVICES)))
    .default([])
    .describe('Interface endpoints. Each is billed by the hour in every availability zone, so the default is none.'),
});
