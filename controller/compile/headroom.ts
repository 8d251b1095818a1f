import type { Finding } from '../diagnostics/finding.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../lib/json.ts';
import type { DesiredStack, ResourceSource } from './desired.ts';
import { STACK_LIMITS, type StackSize, sizeOf } from './limits.ts';
import type { TemplateResource } from './template.ts';

/** Share of a limit from which on it is worth saying: above what a team's stack is filled to by itself. */
const NEAR = 0.9;

/**
 * Characters of all inline policies of a role, of its trust policy, and of a managed policy; white space does not count.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const ROLE_POLICY_CHARACTERS = 10_240;
const TRUST_POLICY_CHARACTERS = 2_048;
const MANAGED_POLICY_CHARACTERS = 6_144;

/**
 * Bytes of the resource policy of a function, which every permission adds to; AWS does not raise it.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const FUNCTION_POLICY_BYTES = 20_480;

/** What Lambda writes around each permission: Sid, effect, principal, action, the function's ARN and the condition. Measured, rounded up. */
const PERMISSION_BYTES = 350;

/**
 * Bytes of the policies of queues and topics, which every document that sends to them by itself adds to. Sources:
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-policies.html and
 * https://docs.aws.amazon.com/general/latest/gr/sns.html
 */
const SENDER_POLICY_BYTES: Readonly<Record<string, number>> = {
  'AWS::SQS::QueuePolicy': 8_192,
  'AWS::SNS::TopicPolicy': 30_720,
};

/** One thing that AWS limits, and how much of it would be used. */
interface Measure {
  readonly what: string;
  readonly used: number;
  readonly limit: number;
  readonly at: ResourceSource;
}

/**
 * Says what would be over a limit of AWS (an error), and what would be close to one: resources, outputs, parameters and bytes of each
 * stack, and the sizes of policies. Stacks over their limits have findings of their own.
 */
export function checkHeadroom(stacks: readonly DesiredStack[]): readonly Finding[] {
  return stacks.flatMap((stack) => [...stackMeasures(stack), ...policyMeasures(stack)].flatMap(judge));
}

function judge({ what, used, limit, at }: Measure): readonly Finding[] {
  if (used < limit * NEAR) return [];
  const { file, line, column } = at;
  const share = Math.floor((used / limit) * 100);
  const place = { file, line, column, path: '' };
  if (used > limit) {
    return [{ code: 'PolicyTooLarge', severity: 'error', message: `${what}: ${used}, of at most ${limit}.`, ...place }];
  }
  return [{ code: 'LowHeadroom', severity: 'info', message: `${what}: ${used} of ${limit} (${share} %).`, ...place }];
}

function stackMeasures(stack: DesiredStack): readonly Measure[] {
  const at = Object.values(stack.sources)[0];
  const size = sizeOf(stack);
  if (at === undefined) return [];
  return (Object.keys(STACK_LIMITS) as (keyof StackSize)[])
    .map((what) => ({ what: `${what} of stack ${stack.name}`, used: size[what], limit: STACK_LIMITS[what], at }))
    .filter(({ used, limit }) => used <= limit);
}

function policyMeasures(stack: DesiredStack): readonly Measure[] {
  const permissions = permissionsOf(stack);
  return Object.entries(stack.template.Resources).flatMap(([id, resource]) => {
    const at = stack.sources[id];
    if (at === undefined) return [];
    const used = (permissions.get(id) ?? 0) * PERMISSION_BYTES;
    const what = `bytes of the permissions to call ${at.document ?? ''}`;
    return [
      ...identityPolicies(resource, at),
      ...senderPolicies(resource, at),
      { what, used, limit: FUNCTION_POLICY_BYTES, at },
    ];
  });
}

function identityPolicies({ Type, Properties = {} }: TemplateResource, at: ResourceSource): readonly Measure[] {
  const name = at.document ?? '';
  if (Type === 'AWS::IAM::Role') {
    const used = documentsOf(Properties).reduce<number>((sum, document) => sum + charactersOf(document), 0);
    const trust = charactersOf(Properties.AssumeRolePolicyDocument);
    return [
      { what: `characters of the policies of the role of ${name}`, used, limit: ROLE_POLICY_CHARACTERS, at },
      {
        what: `characters of the trust policy of the role of ${name}`,
        used: trust,
        limit: TRUST_POLICY_CHARACTERS,
        at,
      },
    ];
  }
  if (Type !== 'AWS::IAM::ManagedPolicy') return [];
  const used = charactersOf(Properties.PolicyDocument);
  return [{ what: 'characters of the permissions boundary', used, limit: MANAGED_POLICY_CHARACTERS, at }];
}

function senderPolicies({ Type, Properties = {} }: TemplateResource, at: ResourceSource): readonly Measure[] {
  const limit = SENDER_POLICY_BYTES[Type];
  if (limit === undefined) return [];
  return [
    { what: `bytes of the policy of ${at.document ?? ''}`, used: charactersOf(Properties.PolicyDocument), limit, at },
  ];
}

function documentsOf({ Policies }: JsonObject): readonly (Json | undefined)[] {
  return isJsonArray(Policies)
    ? Policies.map((policy) => (isJsonObject(policy) ? policy.PolicyDocument : undefined))
    : [];
}

/** An expression is counted with its own length, which is near that of most ARNs. */
function charactersOf(document: Json | undefined): number {
  return document === undefined ? 0 : JSON.stringify(document).length;
}

/** Logical id of a function → how many permissions of the same stack let somebody call it. */
function permissionsOf({ template }: DesiredStack): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { Type, Properties = {} } of Object.values(template.Resources)) {
    const id = Type === 'AWS::Lambda::Permission' ? targetId(Properties.FunctionName) : undefined;
    if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

/** The logical id in a `Ref` or `Fn::GetAtt`. */
function targetId(value: Json | undefined): string | undefined {
  if (!isJsonObject(value)) return undefined;
  const attribute = value['Fn::GetAtt'];
  const id = isJsonArray(attribute) ? attribute[0] : value.Ref;
  return typeof id === 'string' ? id : undefined;
}
