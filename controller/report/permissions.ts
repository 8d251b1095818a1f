import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import type { Change, Plan, PlanNode } from '../plan/plan.ts';
import { reference, sentenceOf, statementsIn } from '../plan/statement.ts';
import { type ChangeLine, changeLine } from './change-lines.ts';
import { propertyName, shownValue } from './values.ts';

/**
 * Types whose every change is a change of who may do what (P6): identities, resource policies, grants, firewall rules.
 * Wider than the `scrutinizable` types of AWS's service specification; a test compares the two.
 */
const PERMISSION_TYPES =
  /^AWS::(?:IAM|SSO)::|Policy$|^AWS::Lambda::(?:Permission|LayerVersionPermission|Url)$|^AWS::EC2::SecurityGroup(?:Ingress|Egress)$/;

/** Properties that say who may do what on types that are otherwise no permission, by the same source. */
const PERMISSION_PROPERTIES =
  /^(?:AccessPolicy|AssumeRolePolicyDocument|DataProtectionPolicy|FileSystemPolicy|InlinePolicy|KeyPolicy|ManagedPolicies|ManagedPolicyArns|ModelPackageGroupPolicy|NamespaceResourcePolicy|PermissionsBoundary|PermissionsPolicyDocument|Policies|Policy|PolicyDocument|PolicyTemplate|RedriveAllowPolicy|RepositoryPolicyText|ResourcePolicyDocument|S3AccessPolicy|SecurityGroupEgress|SecurityGroupIngress)$/;

/** Properties of permission types that permit nothing. */
const HARMLESS_PROPERTIES =
  /^(?:Tags|Description|Path|RoleName|PolicyName|ManagedPolicyName|GroupDescription|MaxSessionDuration)$/;

/** What a new policy is attached to. Its statements say that already, so only a change of it is worth a line. */
const ATTACHMENT_PROPERTIES = /^(?:Bucket|Topics?|Queues?|SecretId|ResourceArn)$/;

/** One permission that a plan gives, takes or changes; `limited` names a new denial or permissions boundary. */
export type PermissionLine =
  | { readonly effect: 'gained' | 'lost' | 'limited'; readonly text: string }
  | { readonly effect: 'changed'; readonly change: ChangeLine };

/** A resource whose permissions change, with the lines that say how. */
export interface PermissionChange {
  readonly stack: string;
  readonly node: PlanNode;
  readonly lines: readonly PermissionLine[];
}

/** True when a change of this top-level property of this type changes who may do what. */
export function isPermissionProperty(type: string, property: string): boolean {
  if (PERMISSION_TYPES.test(type)) return !HARMLESS_PROPERTIES.test(property);
  return PERMISSION_PROPERTIES.test(property);
}

/** The first `limit` permission changes of a plan, in plan order. */
export function permissionChanges(plan: Plan, limit: number): readonly PermissionChange[] {
  const found: PermissionChange[] = [];
  for (const { name, nodes } of plan.stacks) {
    for (const node of nodes) {
      if (found.length >= limit) return found;
      const lines = linesOf(node);
      if (lines.length > 0) found.push({ stack: name, node, lines });
    }
  }
  return found;
}

function linesOf(node: PlanNode): readonly PermissionLine[] {
  if (node.action === 'noop') return [];
  if (node.action === 'delete') return deletedLines(node);
  const grant = node.type === 'AWS::Lambda::Permission' ? grantOf(node) : undefined;
  if (grant !== undefined) return [{ effect: 'gained', text: grant }];
  return node.changes.flatMap(splitWhole).flatMap((change) => linesOfChange(node.type, change));
}

/** A creation carries all properties as one change; they are looked at one by one. */
function splitWhole(change: Change): readonly Change[] {
  if (change.path !== '/Properties' || !isJsonObject(change.value)) return [change];
  return Object.entries(change.value)
    .filter(([name]) => !ATTACHMENT_PROPERTIES.test(name))
    .map(([name, value]) => ({ op: 'add', path: `/Properties/${name}`, value }));
}

function linesOfChange(type: string, change: Change): readonly PermissionLine[] {
  const [, section, property = ''] = change.path.split('/');
  if (section !== 'Properties' || !isPermissionProperty(type, property)) return [];
  const gained = sentences(change.value).map((text) => ({ effect: effectOf(text), text }));
  const lost = sentences(change.old).map((text) => ({ effect: 'lost', text }) as const);
  if (gained.length + lost.length > 0) return [...lost, ...gained];
  if (property === 'PermissionsBoundary' && change.op === 'add') {
    return [{ effect: 'limited', text: reference(change.value ?? null) }];
  }
  if (change.op === 'add' && isEmpty(change.value)) return [];
  if (change.op !== 'add') return [{ effect: 'changed', change: changeLine(change) }];
  return [{ effect: 'gained', text: `${propertyName(change.path)}: ${shownValue(change.path, change.value ?? null)}` }];
}

/** A new `AWS::Lambda::Permission` is one sentence, like a statement. */
function grantOf(node: PlanNode): string | undefined {
  const properties = node.changes.find((change) => change.path === '/Properties')?.value;
  if (node.action !== 'create' || !isJsonObject(properties)) return undefined;
  const { Action = '', FunctionName = '', Principal = '', SourceArn } = properties;
  const sentence = sentenceOf({ Effect: 'Allow', Action, Resource: FunctionName, Principal });
  return SourceArn === undefined ? sentence : `${sentence} from ${reference(SourceArn)}`;
}

function deletedLines(node: PlanNode): readonly PermissionLine[] {
  if (!PERMISSION_TYPES.test(node.type)) return [];
  const text = node.impact === 'orphan' ? 'nothing: it stays in AWS, no longer managed' : 'everything that it permits';
  return [{ effect: 'lost', text }];
}

/** A new statement that denies takes something away from somebody. */
function effectOf(sentence: string): 'gained' | 'limited' {
  return sentence.startsWith('Deny ') ? 'limited' : 'gained';
}

/** An empty list grants nothing. */
function isEmpty(value: Json | undefined): boolean {
  return isJsonArray(value) && value.length === 0;
}

function sentences(value: Json | undefined): readonly string[] {
  return statementsIn(value).map(sentenceOf);
}
