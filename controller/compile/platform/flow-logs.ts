import type { JsonObject } from '../../lib/json.ts';
import { arnIn } from '../arn.ts';
import { placeOf, platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { takeOutput } from '../references.ts';
import { RETAINED } from '../site.ts';
import { addOutput } from '../stack-draft.ts';
import { allow, policyOf } from '../statement.ts';
import { FLOW_LOG_ACTIONS } from './boundary.ts';
import { add, type ComponentSite, namedTags, siteTags } from './component.ts';
import { addRole } from './roles.ts';

const MAX_LOG_GROUP_NAME = 512;

/** EC2's default, the longest: a shorter interval gives more records and a higher bill. */
const AGGREGATION_SECONDS = 600;

/**
 * Flow logs of the shared VPC. They stand with what observes and not with the network, because they need what is made after it: the log
 * bucket, or a role under the permissions boundary (A2).
 */
export function addFlowLogs(site: ComponentSite): void {
  const { flowLogs } = site.context.platform.spec.network;
  if (flowLogs === undefined) return;
  const [vpcId = ''] = takeOutput('vpcId', site);
  add(site, 'FlowLog', 'AWS::EC2::FlowLog', {
    ResourceId: vpcId,
    ResourceType: 'VPC',
    TrafficType: flowLogs.traffic.toUpperCase(),
    ...(flowLogs.destination === 's3' ? toBucket(site) : toLogGroup(site)),
    MaxAggregationInterval: AGGREGATION_SECONDS,
    Tags: namedTags(site, 'flow-log', 'vpc'),
  });
}

function toBucket(site: ComponentSite): JsonObject {
  const [bucketArn = ''] = takeOutput('logBucketArn', site);
  return { LogDestinationType: 's3', LogDestination: bucketArn };
}

function toLogGroup(site: ComponentSite): JsonObject {
  const { network, observability } = site.context.platform.spec;
  const log = {
    LogGroupName: `/aws/vendedlogs/${platformName(site.context, ['vpc', 'flow-logs'], MAX_LOG_GROUP_NAME - 16)}`,
    RetentionInDays: network.flowLogs?.retentionDays ?? observability.retentionDays,
    Tags: siteTags(site),
  };
  add(site, 'FlowLogGroup', 'AWS::Logs::LogGroup', log, RETAINED);
  addFlowLogRole(site);
  addOutput(site.draft, 'FlowLogGroupName', ref('FlowLogGroup'), 'Flow logs of the shared VPC');
  return {
    LogDestinationType: 'cloud-watch-logs',
    LogGroupName: ref('FlowLogGroup'),
    DeliverLogsPermissionArn: getAtt('FlowLogRole', 'Arn'),
  };
}

/** Only flow logs of this account may use it. Source: https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-iam-role.html */
function addFlowLogRole(site: ComponentSite): void {
  const place = placeOf(site.context);
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
    Action: 'sts:AssumeRole',
    Condition: {
      StringEquals: { 'aws:SourceAccount': place.account },
      ArnLike: { 'aws:SourceArn': arnIn(place, 'ec2', 'vpc-flow-log/*') },
    },
  };
  const [boundary = ''] = takeOutput('permissionsBoundaryArn', site);
  addRole(
    {
      id: 'FlowLogRole',
      name: ['flow-logs-role'],
      trust: policyOf([trust]),
      policyName: 'flow-logs',
      statements: [allow(FLOW_LOG_ACTIONS, getAtt('FlowLogGroup', 'Arn'))],
      boundary,
    },
    site,
  );
}
