import type { TemplateResource } from '../compile/template.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../lib/json.ts';
import { sentenceOf, statementsIn } from '../plan/statement.ts';

/** Condition keys that keep callers within an account, a resource or an organization (confused deputy). */
const KEEPS_WITHIN =
  /^aws:(?:SourceAccount|SourceArn|SourceOrgID|SourceOwner|PrincipalAccount|PrincipalArn|PrincipalOrgID|sourceVpce?)$/i;

/**
 * Whom a resource lets in from outside its account, one sentence for each: every allowing statement with a principal that is anybody, of
 * another account or of another identity provider; a service without a condition that says for whom it acts, except in the trust policy
 * of a role, where there is no such condition; a function URL without authorization. Pure.
 */
export function whoIsLetIn(resource: TemplateResource | undefined, account: string): readonly string[] {
  if (resource === undefined || isOnlyLimit(resource)) return [];
  const { Type, Properties = {} } = resource;
  if (Type === 'AWS::Lambda::Permission') return permission(Properties, account);
  if (Type === 'AWS::Lambda::Url') return Properties.AuthType === 'NONE' ? ['Allow anybody to call its address'] : [];
  return statementsIn(Properties)
    .filter(({ Effect }) => Effect !== 'Deny')
    .filter((statement) => isOpen(statement, account, Type === 'AWS::IAM::Role'))
    .map(sentenceOf);
}

/**
 * The policy of a VPC endpoint permits nothing by itself: it limits what goes through the endpoint
 * (https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html).
 */
export function isOnlyLimit({ Type }: TemplateResource): boolean {
  return Type === 'AWS::EC2::VPCEndpoint';
}

/** A function's resource policy. https://docs.aws.amazon.com/lambda/latest/dg/API_AddPermission.html */
function permission(properties: JsonObject, account: string): readonly string[] {
  const { Action = '', FunctionName = '', Principal = '' } = properties;
  const { SourceArn, SourceAccount, PrincipalOrgID, FunctionUrlAuthType } = properties;
  if (FunctionUrlAuthType === 'AWS_IAM') return [];
  const isService = typeof Principal === 'string' && Principal.endsWith('.amazonaws.com');
  const isLimited = [SourceArn, SourceAccount, PrincipalOrgID].some((limit) => limit !== undefined);
  const isInside = isService || Principal === '*' ? isLimited : isOwn(Principal, account);
  return isInside ? [] : [sentenceOf({ Effect: 'Allow', Action, Resource: FunctionName, Principal })];
}

function isOpen({ Principal, NotPrincipal, Condition }: JsonObject, account: string, isTrust: boolean): boolean {
  if (NotPrincipal !== undefined) return true;
  if (Principal === undefined) return false;
  if (Principal === '*') return !isKeptWithin(Condition);
  if (!isJsonObject(Principal)) return true;
  const { AWS, Service, ...others } = Principal;
  if (Object.keys(others).length > 0) return true;
  if (listOf(Service).length > 0 && !isTrust && !isKeptWithin(Condition)) return true;
  return listOf(AWS).some((one) => (one === '*' ? !isKeptWithin(Condition) : !isOwn(one, account)));
}

/** References are to what the same template makes, or to the account itself. */
function isOwn(principal: Json, account: string): boolean {
  if (typeof principal !== 'string') {
    const accounts = JSON.stringify(principal).match(/\b\d{12}\b/g) ?? [];
    return accounts.every((one) => one === account);
  }
  return principal === account || principal.split(':')[4] === account;
}

function isKeptWithin(condition: Json | undefined): boolean {
  if (!isJsonObject(condition)) return false;
  return Object.entries(condition).some(
    ([operator, keys]) =>
      !/Not|IfExists|ForAllValues/.test(operator) &&
      isJsonObject(keys) &&
      Object.entries(keys).some(([key, value]) => KEEPS_WITHIN.test(key) && !listOf(value).includes('*')),
  );
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
}
