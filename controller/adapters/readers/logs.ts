import type { ReadTarget } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { allPages, type Calls, objectsOf, pick, type ServiceReader, textOf } from './calls.ts';
import { sharedPrefix } from './shared-prefix.ts';

/** Log groups. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_Operations.html */
export const LOGS_READER: ServiceReader = {
  actions: ['logs:DescribeLogGroups', 'logs:ListTagsForResource'],
  reads: { 'AWS::Logs::LogGroup': readLogGroup },
};

/** A list is the only way to read log groups, so one list serves all with the same beginning. */
async function readLogGroup({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const listed = (await groupsFrom(sharedPrefix(physicalId), calls)).find((one) => one.logGroupName === physicalId);
  if (listed === undefined) return undefined;
  const resourceArn = textOf(listed.logGroupArn) ?? textOf(listed.arn)?.replace(/:\*$/, '');
  const { tags = {} } = await calls.json('logs', 'Logs_20140328.ListTagsForResource', { resourceArn });
  const own = pick(
    listed,
    ['deletionProtectionEnabled', 'DeletionProtectionEnabled'],
    ['kmsKeyId', 'KmsKeyId'],
    ['logGroupClass', 'LogGroupClass'],
    ['logGroupName', 'LogGroupName'],
    ['retentionInDays', 'RetentionInDays'],
  );
  return { ...own, Tags: tags };
}

function groupsFrom(logGroupNamePrefix: string, calls: Calls): Promise<readonly JsonObject[]> {
  return allPages(async (nextToken) => {
    const page = await calls.json('logs', 'Logs_20140328.DescribeLogGroups', { logGroupNamePrefix, nextToken });
    return { items: objectsOf(page.logGroups), next: textOf(page.nextToken) };
  });
}
