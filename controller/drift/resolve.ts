import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../lib/json.ts';
import { attributeOf } from './attributes.ts';
import { type Expected, Unresolved } from './expected.ts';
import type { SweptStack } from './swept-stack.ts';

/** Says what a `Ref` or an `Fn::GetAtt` stands for; `undefined` when nobody knows. */
export interface KnownValues {
  ref(name: string): Json | undefined;
  attribute(logicalId: string, attribute: string): Json | undefined;
}

/**
 * What the record and the template know of one stack: parameters, pseudo parameters (from the stack's ARN), physical ids,
 * and attributes that a recorded output holds, that follow from names, or that were `observed` (`<logical id>.<attribute>`).
 */
export function knownValuesOf(stack: SweptStack, observed: ReadonlyMap<string, Json> = new Map()): KnownValues {
  const { record, template } = stack;
  const physicalIds = new Map(record.resources.map(({ logicalId, physicalId }) => [logicalId, physicalId]));
  const pseudo = pseudoParameters(record.stackId, record.name);
  const outputs = new Map(
    Object.entries(template?.Outputs ?? {}).map(([name, output]) => [
      JSON.stringify(output.Value),
      record.outputs[name],
    ]),
  );
  return {
    ref: (name) => own(record.parameters, name) ?? physicalIds.get(name) ?? own(pseudo, name),
    attribute: (logicalId, attribute) =>
      outputs.get(JSON.stringify({ 'Fn::GetAtt': [logicalId, attribute] })) ??
      attributeOf(template?.Resources[logicalId], attribute, physicalIds.get(logicalId), pseudo) ??
      observed.get(`${logicalId}.${attribute}`),
  };
}

/**
 * The value of a template expression. Handles `Ref`, `Fn::GetAtt`, `Fn::Sub`, `Fn::Join`, `Fn::Select`; any other function, an
 * unknown name and a dynamic reference (`{{resolve:…}}`) give a marker. `AWS::NoValue` removes what it stands for.
 */
export function resolve(value: Json, known: KnownValues): Expected {
  return resolveValue(value, known) ?? null;
}

/** `undefined` is `AWS::NoValue`. */
function resolveValue(value: Json, known: KnownValues): Expected | undefined {
  if (typeof value === 'string') return value.includes('{{resolve:') ? new Unresolved('dynamic reference') : value;
  if (isJsonArray(value)) return value.map((item) => resolveValue(item, known)).filter((item) => item !== undefined);
  if (!isJsonObject(value)) return value;
  const expression = readExpression(value);
  if (expression !== undefined) return evaluate(expression.name, expression.argument, known);
  const entries = Object.entries(value).map(([key, item]) => [key, resolveValue(item, known)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Expected] => entry[1] !== undefined));
}

function readExpression(value: JsonObject): { readonly name: string; readonly argument: Json } | undefined {
  const [entry, ...more] = Object.entries(value);
  if (entry === undefined || more.length > 0) return undefined;
  const [name, argument] = entry;
  return name === 'Ref' || name.startsWith('Fn::') ? { name, argument } : undefined;
}

function evaluate(name: string, argument: Json, known: KnownValues): Expected | undefined {
  switch (name) {
    case 'Ref':
      if (argument === 'AWS::NoValue') return undefined;
      return (typeof argument === 'string' ? known.ref(argument) : undefined) ?? unresolved(name, argument);
    case 'Fn::GetAtt':
      return evaluateAttribute(argument, known) ?? unresolved(name, argument);
    case 'Fn::Sub':
      return evaluateSub(argument, known);
    case 'Fn::Join':
      return evaluateJoin(argument, known);
    case 'Fn::Select':
      return evaluateSelect(argument, known);
    default:
      return unresolved(name, argument);
  }
}

function evaluateAttribute(argument: Json, known: KnownValues): Json | undefined {
  const path = typeof argument === 'string' ? argument.split('.') : isJsonArray(argument) ? argument : [];
  const [logicalId, ...attribute] = path;
  if (typeof logicalId !== 'string' || attribute.length === 0) return undefined;
  return known.attribute(logicalId, attribute.join('.'));
}

function evaluateJoin(argument: Json, known: KnownValues): Expected {
  const [separator, list] = isJsonArray(argument) ? argument : [];
  const parts = list === undefined ? undefined : resolveValue(list, known);
  if (typeof separator !== 'string' || !Array.isArray(parts)) return unresolved('Fn::Join', argument);
  return joined(parts, separator) ?? unresolved('Fn::Join', argument);
}

function evaluateSelect(argument: Json, known: KnownValues): Expected {
  const [index, list] = isJsonArray(argument) ? argument : [];
  const items = list === undefined ? undefined : resolveValue(list, known);
  const item: Expected | undefined = Array.isArray(items) ? items[Number(index)] : undefined;
  return item ?? unresolved('Fn::Select', argument);
}

/** `${Name}` and `${Resource.Attribute}` are replaced, `${!Name}` stands for itself. */
function evaluateSub(argument: Json, known: KnownValues): Expected {
  const [text, variables] = isJsonArray(argument) ? argument : [argument];
  if (typeof text !== 'string') return unresolved('Fn::Sub', argument);
  const local = isJsonObject(variables) ? variables : {};
  const lookUp = (name: string): Expected | undefined => {
    const variable = own(local, name);
    if (variable !== undefined) return resolveValue(variable, known);
    return name.includes('.') ? evaluateAttribute(name, known) : known.ref(name);
  };
  // An odd position holds the name between `${` and `}`.
  const parts = text
    .split(/\$\{([^}]*)\}/)
    .map((part, index) => (index % 2 === 0 ? part : part.startsWith('!') ? `\${${part.slice(1)}}` : lookUp(part)));
  return joined(parts, '') ?? unresolved('Fn::Sub', argument);
}

/** `undefined` unless every part is a scalar. */
function joined(parts: readonly (Expected | undefined)[], separator: string): string | undefined {
  const scalars = parts.filter((part) => ['string', 'number', 'boolean'].includes(typeof part));
  return scalars.length === parts.length ? scalars.join(separator) : undefined;
}

function unresolved(name: string, argument: Json): Unresolved {
  const words =
    isJsonArray(argument) && argument.every((part) => typeof part === 'string') ? argument.join('.') : argument;
  return new Unresolved(typeof words === 'string' ? `${name} ${words}` : name);
}

/** Pseudo parameters, read from the stack's ARN `arn:<partition>:cloudformation:<region>:<account>:stack/…`. */
function pseudoParameters(stackId: string | undefined, stackName: string): Readonly<Record<string, string>> {
  const [, partition, , region, account] = stackId?.split(':') ?? [];
  if (stackId === undefined || partition === undefined || region === undefined || account === undefined) return {};
  return {
    'AWS::AccountId': account,
    'AWS::Partition': partition,
    'AWS::Region': region,
    'AWS::StackId': stackId,
    'AWS::StackName': stackName,
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  };
}

/** A value of the object itself, never of its prototype (R4). */
function own<T>(values: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
