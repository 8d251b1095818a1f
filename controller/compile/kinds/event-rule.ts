import { DEFAULT_BUS, TEAM_BUS } from '../../../registry/kinds/event-rule/schema.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { Json, JsonObject } from '../../lib/json.ts';
import { physicalName } from '../../lib/names.ts';
import type { CompileContext } from '../context.ts';
import { deadLetterOf, retryOf } from '../delivery.ts';
import { destinationArn } from '../destinations.ts';
import { getAtt } from '../intrinsics.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { objectPattern } from '../object-pattern.ts';
import { ruleNameOf } from '../physical-names.ts';
import { documentAt, outputOf } from '../references.ts';
import { put, putPart, type Site, siteOf } from '../site.ts';
import { metricOf, putAlarm } from '../team-alarm.ts';
import { withUsage } from '../usage.ts';

/** EventBridge's limit: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Target.html */
const MAX_TARGET_ID = 64;

type RuleSite = Site<'EventRule'>;
type Target = RegistryDocument<'EventRule'>['spec']['targets'][number];

/** An EventRule: the rule with its targets, leave for it to call each function among them, and an alarm. */
export const eventRuleCompiler: KindCompiler<'EventRule'> = {
  compile: compileEventRule,
  outputs: ({ metadata }) => ({ ruleArn: () => getAtt(idFor('EventRule', metadata.name), 'Arn') }),
};

function compileEventRule(document: RegistryDocument<'EventRule'>, context: CompileContext): void {
  const site = siteOf(document, context);
  const { spec } = document;
  const properties = {
    Name: ruleNameOf(document, context),
    EventBusName: busOf(site),
    ...(spec.description !== undefined && { Description: spec.description }),
    EventPattern: patternOf(site),
    State: spec.enabled ? 'ENABLED' : 'DISABLED',
    Targets: spec.targets.map((target) => targetOf(target, site)),
    Tags: site.tags,
  };
  const id = put(site, 'EventRule', 'AWS::Events::Rule', properties, withUsage({}, spec.traffic ?? {}));
  for (const target of spec.targets) if (target.kind === 'Function') addPermission(target, id, site);
  if (spec.alarms) addAlarm(site);
}

function patternOf(site: RuleSite): JsonObject {
  const { pattern, s3 } = site.document.spec;
  return s3 === undefined ? (pattern ?? {}) : objectPattern(s3, site);
}

/** The bus of the team may be in another of its stacks, so it is taken as an output of the Team. */
function busOf(site: RuleSite): Json {
  const { bus } = site.document.spec;
  if (bus !== TEAM_BUS) return bus;
  const { team = '' } = site.document.metadata;
  const owner = documentAt({ kind: 'Team', name: team }, site);
  return owner.kind === 'Team' ? outputOf(owner, 'eventBusName', site) : bus;
}

function targetOf(target: Target, site: RuleSite): JsonObject {
  const { messageGroup, retry, deadLetter } = target;
  return {
    Id: targetId(target),
    Arn: destinationArn(target, site),
    ...formOf(target),
    RetryPolicy: retryOf(retry),
    ...(deadLetter !== undefined && { DeadLetterConfig: deadLetterOf(deadLetter, site) }),
    ...(messageGroup !== undefined && { SqsParameters: { MessageGroupId: messageGroup } }),
  };
}

/** Stays the same when the other targets change. A rule has each target once. */
function targetId({ kind, team, name }: Target): string {
  return physicalName([kind.toLowerCase(), team === undefined ? name : `${team}.${name}`], MAX_TARGET_ID);
}

/** What is sent: a text, a part of the event, what a template makes of it, or without any of these the event. */
function formOf({ input, inputPath, inputTransformer }: Target): JsonObject {
  if (input !== undefined) return { Input: JSON.stringify(input) };
  if (inputPath !== undefined) return { InputPath: inputPath };
  if (inputTransformer === undefined) return {};
  const { paths, template } = inputTransformer;
  return { InputTransformer: { InputPathsMap: paths, InputTemplate: template } };
}

/** Functions are called by the leave of their own policy; queues and topics say in theirs who may send. */
function addPermission(target: Target, rule: string, site: RuleSite): void {
  putPart(site, 'CallByRule', targetId(target), 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: destinationArn(target, site),
    Principal: 'events.amazonaws.com',
    SourceArn: getAtt(rule, 'Arn'),
  });
}

/**
 * Counts what is lost: deliveries that are given up and kept in no queue. Only rules of other buses than the default one are told apart by
 * their bus. Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
function addAlarm(site: RuleSite): void {
  const { metadata, spec } = site.document;
  const bus = spec.bus === DEFAULT_BUS ? {} : { EventBusName: busOf(site) };
  const dimensions = { ...bus, RuleName: ruleNameOf(site.document, site.context) };
  putAlarm(site, 'FailedEventsAlarm', {
    type: 'rule-alarm',
    description: `Events of rule ${metadata.name} could not be delivered`,
    metric: metricOf(['AWS/Events', 'FailedInvocations'], dimensions, 'Sum', 300),
    threshold: 1,
    periods: 1,
    breachingPeriods: 1,
  });
}
