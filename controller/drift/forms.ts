import type { Json } from '../lib/json.ts';
import { type Expected, isExpectedList, isExpectedObject } from './expected.ts';

/** JSON that is written as text, as what it says; a text that is no JSON stays as it is. */
export function jsonForm(value: Expected): Expected {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    const parsed: Json = JSON.parse(value);
    return parsed;
  } catch {
    return value;
  }
}

/** `20.0`, `"20"` and 20 are one number. */
export function numberForm(value: Expected): Expected {
  return typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)) ? Number(value) : value;
}

/** Moments: seconds since 1970, or text in any form that names the same moment. */
export function momentForm(value: Expected): Expected {
  const time = typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? value : new Date(time).toISOString();
}

/** A list of `{Name: …}`-like objects without the members that mean nothing in it. */
export function eachItem(
  form: (item: { readonly [key: string]: Expected }) => Expected,
): (value: Expected) => Expected {
  return (value) => (isExpectedList(value) ? value.map((item) => (isExpectedObject(item) ? form(item) : item)) : value);
}

/** The keys that S3 tells of: `Prefix` and `prefix` are one word, and an empty one takes nothing away. */
export function keyRulesForm(value: Expected): Expected {
  if (!isExpectedList(value)) return value;
  const rules: readonly Expected[] = value;
  return rules.filter((rule) => !isExpectedObject(rule) || rule.Value !== '').map(keyRuleForm);
}

function keyRuleForm(rule: Expected): Expected {
  if (!isExpectedObject(rule) || typeof rule.Name !== 'string') return rule;
  return { ...rule, Name: rule.Name.toLowerCase() };
}

/** `arn:…:function:name` and `name` are the same function; a version or an alias stays: `name:live`. */
export function functionOf(text: string): string {
  return text.replace(/^arn:[^:]*:lambda:[^:]*:\d*:function:/, '').replace(/^\d{12}:function:/, '');
}

/** CloudWatch Logs' own attribute ends in `:*`, which others do not keep. */
export function withoutLogStreams(arn: string): string {
  return arn.replace(/:\*$/, '');
}

/** An authorizer or an integration may name a function by the path that API Gateway calls; it is the same function. */
export function functionOfInvocationPath(uri: string): string {
  return uri.replace(/^arn:[^:]*:apigateway:[^:]*:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/, '$1');
}
