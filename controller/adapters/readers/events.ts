import type { ReadTarget } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { allPages, type Calls, objectsOf, orGone, pick, type ServiceReader, textOf } from './calls.ts';

/** Buses and rules. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html */
export const EVENTS_READER: ServiceReader = {
  actions: ['events:DescribeEventBus', 'events:DescribeRule', 'events:ListTagsForResource', 'events:ListTargetsByRule'],
  reads: { 'AWS::Events::EventBus': readBus, 'AWS::Events::Rule': readRule },
};

/** Schedules. https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html */
export const SCHEDULER_READER: ServiceReader = {
  actions: ['scheduler:GetSchedule', 'scheduler:GetScheduleGroup', 'scheduler:ListTagsForResource'],
  reads: { 'AWS::Scheduler::Schedule': readSchedule, 'AWS::Scheduler::ScheduleGroup': readGroup },
};

function call(action: string, input: object, calls: Calls): Promise<JsonObject> {
  return calls.json('events', `AWSEvents.${action}`, input);
}

async function tagsOf(ResourceARN: string, calls: Calls): Promise<JsonObject> {
  return pick(await call('ListTagsForResource', { ResourceARN }, calls), 'Tags');
}

async function readBus({ physicalId: Name }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const bus = await orGone(call('DescribeEventBus', { Name }, calls), 'ResourceNotFound');
  if (bus === undefined) return undefined;
  const own = pick(bus, 'DeadLetterConfig', 'Description', 'KmsKeyIdentifier', 'LogConfig', 'Name', 'Policy');
  return { ...own, ...(await tagsOf(textOf(bus.Arn) ?? '', calls)) };
}

/** The physical id is the rule's name, after `<bus>|` where the bus is not the default one. */
async function readRule({ physicalId, declared }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const [before, after] = physicalId.split('|');
  const Name = textOf(declared.Name) ?? after ?? physicalId;
  const EventBusName = textOf(declared.EventBusName) ?? (after === undefined ? 'default' : (before ?? 'default'));
  const rule = await orGone(call('DescribeRule', { Name, EventBusName }, calls), 'ResourceNotFound');
  if (rule === undefined) return undefined;
  const Targets = await allPages(async (NextToken) => {
    const page = await call('ListTargetsByRule', { Rule: Name, EventBusName, NextToken }, calls);
    return { items: objectsOf(page.Targets), next: textOf(page.NextToken) };
  });
  return {
    ...pick(rule, 'Description', 'EventBusName', 'EventPattern', 'Name', 'RoleArn', 'ScheduleExpression', 'State'),
    Targets,
    ...(await tagsOf(textOf(rule.Arn) ?? '', calls)),
  };
}

async function readSchedule({ physicalId, declared }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const name = textOf(declared.Name) ?? physicalId.slice(physicalId.lastIndexOf('/') + 1);
  const path = `/schedules/${encodeURIComponent(name)}`;
  const groupName = textOf(declared.GroupName) ?? 'default';
  const schedule = await orGone(calls.rest('scheduler', path, { groupName }), 'ResourceNotFound');
  return (
    schedule &&
    pick(
      schedule,
      'ActionAfterCompletion',
      'Description',
      'EndDate',
      'FlexibleTimeWindow',
      'GroupName',
      'KmsKeyArn',
      'Name',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'StartDate',
      'State',
      'Target',
    )
  );
}

async function readGroup({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const path = `/schedule-groups/${encodeURIComponent(physicalId)}`;
  const group = await orGone(calls.rest('scheduler', path), 'ResourceNotFound');
  if (group === undefined || group.State === 'DELETING') return undefined;
  const { Tags = [] } = await calls.rest('scheduler', `/tags/${encodeURIComponent(textOf(group.Arn) ?? '')}`);
  return { ...pick(group, 'Name'), Tags };
}
