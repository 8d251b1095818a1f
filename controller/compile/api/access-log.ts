import type { JsonObject } from '../../lib/json.ts';
import { arnIn } from '../arn.ts';
import { type CompileContext, placeOf, platformName } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { add, type ComponentSite, siteTags } from '../platform/component.ts';
import { RETAINED } from '../site.ts';
import { addOutput } from '../stack-draft.ts';

/** Limit: API_CreateLogGroup of CloudWatch Logs. */
const MAX_LOG_GROUP_NAME = 512;

/**
 * Log groups of this prefix do not count against the size of the resource policy that lets API Gateway write:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
const VENDED_LOGS = '/aws/vendedlogs/';

/** The log group of the shared API's requests. It stays with the API, because it holds data, while the stage that fills it comes and goes. */
export function addAccessLog(site: ComponentSite): void {
  const log = {
    LogGroupName: accessLogName(site.context),
    RetentionInDays: site.context.platform.spec.observability.retentionDays,
    Tags: siteTags(site),
  };
  add(site, 'AccessLog', 'AWS::Logs::LogGroup', log, RETAINED);
  addOutput(site.draft, 'AccessLogGroupName', ref('AccessLog'), 'Access log of the shared API');
}

/**
 * The settings of a stage that fills the log with `fields`: field name → variable. The log group's ARN is written out: its attribute ends in
 * `:*`, which the API gives back without, and that would look like drift.
 */
export function accessLogSettings(context: CompileContext, fields: Readonly<Record<string, string>>): JsonObject {
  return {
    DestinationArn: arnIn(placeOf(context), 'logs', `log-group:${accessLogName(context)}`),
    Format: JSON.stringify(fields),
  };
}

function accessLogName(context: CompileContext): string {
  return `${VENDED_LOGS}${platformName(context, ['api-gateway', 'access'], MAX_LOG_GROUP_NAME)}`;
}
