import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../lib/json.ts';

/** All IAM statements inside a value (a policy document, a list of policies, a single statement), in order. */
export function statementsIn(value: Json | undefined): readonly JsonObject[] {
  if (isJsonArray(value)) return value.flatMap(statementsIn);
  if (!isJsonObject(value)) return [];
  if (isStatement(value)) return [value];
  return Object.values(value).flatMap(statementsIn);
}

/**
 * An IAM statement as one sentence, e.g. `Allow s3:GetObject on arn:aws:s3:::b/* for lambda.amazonaws.com`.
 * Grammar: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
export function sentenceOf(statement: JsonObject): string {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal, Condition } = statement;
  return [
    reference(Effect ?? 'Allow'),
    part('', Action) || part('everything except ', NotAction),
    part('on ', Resource) || part('on everything except ', NotResource),
    part('for ', Principal) || part('for everyone except ', NotPrincipal),
    Condition === undefined ? '' : `if ${JSON.stringify(Condition)}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** A value with CloudFormation's references in the short notation of `Fn::Sub`: `${Role.Arn}`. */
export function reference(value: Json): string {
  if (typeof value === 'string') return value;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substitution, 'Fn::Join': join } = value;
  if (typeof Ref === 'string') return `\${${Ref}}`;
  if (attribute !== undefined) return `\${${list(attribute).map(reference).join('.')}}`;
  if (substitution !== undefined) return reference(list(substitution)[0] ?? '');
  if (isJsonArray(join))
    return list(join[1])
      .map(reference)
      .join(reference(join[0] ?? ''));
  return JSON.stringify(value);
}

function isStatement(value: JsonObject): boolean {
  return value.Effect !== undefined && (value.Action !== undefined || value.NotAction !== undefined);
}

function part(word: string, value: Json | undefined): string {
  if (value === undefined) return '';
  return word + principals(value).map(reference).join(', ');
}

/** Principals are grouped by kind (`{"Service": […]}`); everything else is a value or a list of them. */
function principals(value: Json): readonly Json[] {
  if (!isJsonObject(value)) return list(value);
  const groups = ['AWS', 'Service', 'Federated', 'CanonicalUser'].flatMap((kind) => list(value[kind]));
  return groups.length > 0 ? groups : [value];
}

function list(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
}
