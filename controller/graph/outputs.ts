import type { KindName } from '../../registry/kinds/kinds.ts';

/** What an output is, in words that fit into a message ("takes a …"). */
export type OutputSort =
  | 'API endpoint'
  | 'API id'
  | 'bucket ARN'
  | 'bucket name'
  | 'function ARN'
  | 'function name'
  | 'KMS key ARN'
  | 'layer version ARN'
  | 'log group name'
  | 'managed policy ARN'
  | 'role ARN'
  | 'security group id'
  | 'subnet id'
  | 'topic ARN'
  | 'URL'
  | 'VPC id';

/**
 * What other documents may take from a document of each kind, by the name that `valueFrom.output` uses. A name in the plural stands for
 * several values: an item of a list field that takes it gets all of them.
 */
export const OUTPUTS = {
  Platform: {
    vpcId: 'VPC id',
    publicSubnetIds: 'subnet id',
    privateSubnetIds: 'subnet id',
    lambdaSecurityGroupId: 'security group id',
    artifactBucketName: 'bucket name',
    artifactBucketArn: 'bucket ARN',
    apiId: 'API id',
    apiEndpoint: 'API endpoint',
    permissionsBoundaryArn: 'managed policy ARN',
    alarmTopicArn: 'topic ARN',
  },
  Team: {},
  Function: {
    functionArn: 'function ARN',
    functionName: 'function name',
    roleArn: 'role ARN',
    logGroupName: 'log group name',
  },
  Route: { url: 'URL' },
} as const satisfies Record<KindName, Readonly<Record<string, OutputSort>>>;

/** Name of an output of one kind. */
export type OutputOf<K extends KindName> = keyof (typeof OUTPUTS)[K];

/** What each reference field takes, by field name. A field that is not listed takes anything. */
export const FIELD_SORTS: Readonly<Record<string, OutputSort>> = {
  roleArn: 'role ARN',
  subnets: 'subnet id',
  securityGroups: 'security group id',
  layerArns: 'layer version ARN',
  kmsKeyArn: 'KMS key ARN',
};
