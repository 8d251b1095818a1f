import { timesPerMonth } from '../../../registry/kinds/schedule/expression.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import type { CompileContext } from '../context.ts';
import { deadLetterOf, retryOf } from '../delivery.ts';
import { destinationArn, leaveToSend } from '../destinations.ts';
import { getAtt, ref } from '../intrinsics.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { scheduleNameOf } from '../physical-names.ts';
import { put, type Site, siteOf } from '../site.ts';
import { metricOf, putAlarm } from '../team-alarm.ts';
import { putRole } from '../team-role.ts';
import { withUsage } from '../usage.ts';

type ScheduleSite = Site<'Schedule'>;

/**
 * A Schedule: a group of its own, which bears its tags and tells its role and its metrics from others'; the role,
 * the schedule, and an alarm.
 */
export const scheduleCompiler: KindCompiler<'Schedule'> = {
  compile: compileSchedule,
  outputs: ({ metadata }) => ({ scheduleArn: () => getAtt(idFor('Schedule', metadata.name), 'Arn') }),
};

function compileSchedule(document: RegistryDocument<'Schedule'>, context: CompileContext): void {
  const site = siteOf(document, context);
  const group = put(site, 'GroupOfSchedule', 'AWS::Scheduler::ScheduleGroup', {
    Name: scheduleNameOf(document, context),
    Tags: site.tags,
  });
  const role = addRole(site, group);
  addSchedule(site, group, role);
  if (document.spec.alarms) addAlarm(site, group);
}

/**
 * Scheduler names the group, not the schedule, as the source when it takes a role:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
 */
function addRole(site: ScheduleSite, group: string): JsonObject {
  const { target, deadLetter } = site.document.spec;
  return putRole(site, 'SendScheduled', {
    type: 'schedule-role',
    service: 'scheduler.amazonaws.com',
    condition: {
      StringEquals: { 'aws:SourceAccount': site.context.platform.spec.account },
      ArnEquals: { 'aws:SourceArn': getAtt(group, 'Arn') },
    },
    policyName: 'schedule',
    statements: [...leaveToSend(target, site), ...(deadLetter === undefined ? [] : leaveToSend(deadLetter, site))],
  });
}

function addSchedule(site: ScheduleSite, group: string, role: JsonObject): void {
  const { spec } = site.document;
  const usage = { invocationsPerMonth: spec.enabled ? timesPerMonth(spec.expression) : 0 };
  const properties = {
    Name: scheduleNameOf(site.document, site.context),
    GroupName: ref(group),
    ...(spec.description !== undefined && { Description: spec.description }),
    ScheduleExpression: spec.expression,
    ScheduleExpressionTimezone: spec.timezone,
    FlexibleTimeWindow: windowOf(spec.flexibleMinutes),
    ...(spec.startsAt !== undefined && { StartDate: spec.startsAt }),
    ...(spec.endsAt !== undefined && { EndDate: spec.endsAt }),
    State: spec.enabled ? 'ENABLED' : 'DISABLED',
    Target: targetOf(site, role),
  };
  put(site, 'Schedule', 'AWS::Scheduler::Schedule', properties, withUsage({}, usage));
}

function windowOf(minutes: number): JsonObject {
  return minutes === 0 ? { Mode: 'OFF' } : { Mode: 'FLEXIBLE', MaximumWindowInMinutes: minutes };
}

function targetOf(site: ScheduleSite, role: JsonObject): Json {
  const { target, input, retry, deadLetter } = site.document.spec;
  return {
    Arn: destinationArn(target, site),
    RoleArn: role,
    ...(input !== undefined && { Input: JSON.stringify(input) }),
    RetryPolicy: retryOf(retry),
    ...(deadLetter !== undefined && { DeadLetterConfig: deadLetterOf(deadLetter, site) }),
    ...(target.messageGroup !== undefined && { SqsParameters: { MessageGroupId: target.messageGroup } }),
  };
}

/** Source: https://docs.aws.amazon.com/scheduler/latest/UserGuide/monitoring-cloudwatch.html */
function addAlarm(site: ScheduleSite, group: string): void {
  putAlarm(site, 'DroppedInvocationsAlarm', {
    type: 'schedule-alarm',
    description: `Schedule ${site.document.metadata.name} gave up sending`,
    metric: metricOf(['AWS/Scheduler', 'InvocationDroppedCount'], { ScheduleGroup: ref(group) }, 'Sum', 300),
    threshold: 1,
    periods: 1,
    breachingPeriods: 1,
  });
}
