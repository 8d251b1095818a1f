import type { DesiredState } from '../compile/desired.ts';
import type { TemplateResource } from '../compile/template.ts';
import type { Finding, Location } from '../diagnostics/finding.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../lib/json.ts';
import type { ObservedState } from '../observe/observed.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';
import { sentenceOf, statementsIn } from '../plan/statement.ts';
import type { OwnersOf } from './data-loss.ts';
import { isOnlyLimit, whoIsLetIn } from './outsiders.ts';

/** What is looked at: the plan, the templates that it was made from, and the account that is inside. */
export interface WideningInput {
  readonly plan: Plan;
  readonly desired: DesiredState;
  readonly observed: ObservedState;
  readonly account: string;
  /** Whether what the roles of teams gain is asked about, too; their boundary limits them in any case. */
  readonly teams: boolean;
  readonly at: Location;
}

/**
 * Permissions that a plan adds and that somebody has to agree to. They are
 *
 * - what anything lets in from outside: another account, anybody, or a service that acts for anybody ({@link whoIsLetIn});
 * - what a stack of the platform that exists gains: an allowing statement, a managed policy, or the loss of a boundary;
 * - with `teams`, the same of a team's stack that exists or is new.
 *
 * A platform that is applied for the first time gains everything at once and is not asked about. Pure.
 */
export function findWidening(input: WideningInput, ownersOf: OwnersOf): readonly Finding[] {
  const { plan, desired, observed, account, teams, at } = input;
  if (observed.stacks.length === 0) return [];
  const wanted = new Map(desired.stacks.map((stack) => [stack.name, stack]));
  const found = new Map(observed.stacks.map(({ name, template }) => [name, template?.Resources ?? {}]));
  return plan.stacks.flatMap(({ name, action, nodes }) => {
    const stack = wanted.get(name);
    if (stack === undefined) return [];
    const isAsked = stack.owner.startsWith('team/') ? teams : action === 'update';
    return nodes
      .filter(({ action: done }) => done !== 'noop' && done !== 'delete')
      .flatMap((node) => {
        const after = stack.template.Resources[node.logicalId];
        if (after === undefined) return [];
        const before = found.get(name)?.[node.logicalId];
        const gains = [...outward(before, after, account), ...(isAsked ? gained(before, after) : [])];
        return gains.length === 0 ? [] : [widening(name, node, [...new Set(gains)], ownersOf, at)];
      });
  });
}

function outward(before: TemplateResource | undefined, after: TemplateResource, account: string): readonly string[] {
  const known = new Set(whoIsLetIn(before, account));
  return whoIsLetIn(after, account).filter((one) => !known.has(one));
}

/** Allowing statements, managed policies and missing boundaries that were not there before, as sentences. */
function gained(before: TemplateResource | undefined, after: TemplateResource): readonly string[] {
  if (isOnlyLimit(after)) return [];
  const [old, now] = [before?.Properties ?? {}, after.Properties ?? {}];
  const known = new Set(allowing(old));
  const attached = new Set(listOf(old.ManagedPolicyArns).map((arn) => JSON.stringify(arn)));
  const arns = listOf(now.ManagedPolicyArns).filter((arn) => !attached.has(JSON.stringify(arn)));
  return [
    ...allowing(now).filter((sentence) => !known.has(sentence)),
    ...arns.map((arn) => `attaches ${typeof arn === 'string' ? arn : JSON.stringify(arn)}`),
    ...(boundaryOf(old) !== undefined && boundaryOf(old) !== boundaryOf(now)
      ? ['changes its permissions boundary']
      : []),
  ];
}

function allowing(properties: JsonObject): readonly string[] {
  return statementsIn(properties)
    .filter(({ Effect }) => Effect !== 'Deny')
    .map(sentenceOf);
}

function boundaryOf({ PermissionsBoundary }: JsonObject): string | undefined {
  return PermissionsBoundary === undefined ? undefined : JSON.stringify(PermissionsBoundary);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isJsonArray(value) ? value : isJsonObject(value) || typeof value === 'string' ? [value] : [];
}

/** Gains that one finding names; the plan's permissions have them all. */
const NAMED = 3;

function widening(stack: string, node: PlanNode, gains: readonly string[], ownersOf: OwnersOf, at: Location): Finding {
  const { document = node.logicalId, file, line, column } = { ...at, ...node.source };
  const more = gains.length > NAMED ? `; and ${gains.length - NAMED} more` : '';
  const owners = ownersOf(stack);
  return {
    code: 'PermissionsWidened',
    severity: 'error',
    message: `${document} (${node.logicalId}) gives more rights than before: ${gains.slice(0, NAMED).join('; ')}${more}.`,
    file,
    line,
    column,
    path: '',
    hint: 'Take the statement back, or have somebody agree. All of it stands under Permissions.',
    consent: { what: 'iam', ...(owners !== undefined && { owners }) },
  };
}
