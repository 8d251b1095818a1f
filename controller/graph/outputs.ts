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

/** One output of a kind. A `list` stands for several values at once: only an item of a list field can take it. */
export interface OutputEntry {
  readonly sort: OutputSort;
  readonly list?: true;
}

/** What other documents may take from a document of each kind, by the name that `valueFrom.output` uses. */
export const OUTPUTS = {
  Platform: {
    vpcId: { sort: 'VPC id' },
    publicSubnetIds: { sort: 'subnet id', list: true },
    privateSubnetIds: { sort: 'subnet id', list: true },
    lambdaSecurityGroupId: { sort: 'security group id' },
    artifactBucketName: { sort: 'bucket name' },
    artifactBucketArn: { sort: 'bucket ARN' },
    apiId: { sort: 'API id' },
    apiEndpoint: { sort: 'API endpoint' },
    permissionsBoundaryArn: { sort: 'managed policy ARN' },
    alarmTopicArn: { sort: 'topic ARN' },
  },
  Team: {},
  Function: {
    functionArn: { sort: 'function ARN' },
    functionName: { sort: 'function name' },
    roleArn: { sort: 'role ARN' },
    logGroupName: { sort: 'log group name' },
  },
  Route: { url: { sort: 'URL' } },
} as const satisfies Record<KindName, Readonly<Record<string, OutputEntry>>>;

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
