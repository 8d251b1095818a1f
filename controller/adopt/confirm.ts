import type { DesiredStack, DesiredState } from '../compile/desired.ts';
import type { TemplateResource } from '../compile/template.ts';
import { API_PARTS } from '../drift/check-api.ts';
import { isEqual } from '../drift/compare.ts';
import { type Expected, type ExpectedObject, isExpectedObject, memberOf, stableText } from '../drift/expected.ts';
import type { Follower } from '../drift/field-table.ts';
import { FUNCTION_RULES } from '../drift/function-rules.ts';
import { normalise } from '../drift/normalise.ts';
import { type KnownValues, resolve } from '../drift/resolve.ts';
import type { TypeRules } from '../drift/rules.ts';
import { TYPE_RULES } from '../drift/type-rules.ts';
import { canonicalJson } from '../lib/canonical.ts';
import { below, segmentsOf } from '../lib/pointer.ts';
import type { LiveProperty } from './adoption.ts';

/** What may change besides the live properties: what the edited fields are known to make elsewhere, by the resource that drifted. */
export interface Following {
  readonly stack: string;
  readonly logicalId: string;
  /** The document whose field is edited. */
  readonly document: string;
  readonly followers: readonly Follower[];
}

/** What an edit is held to. */
export interface Confirmation {
  readonly before: DesiredState;
  readonly after: DesiredState;
  /** Live properties that the edit is for. */
  readonly wanted: readonly LiveProperty[];
  /** All that drifted: an edit may bring more of it into Git than it is for, never anything else. */
  readonly live: readonly LiveProperty[];
  readonly following: readonly Following[];
  /** What expressions of a stack's template stand for. */
  readonly known: (stack: string) => KnownValues;
}

/**
 * Holds an edited registry to what it is for: its templates say exactly the live values, and nothing else in any template is different.
 * Gives what speaks against it, as the end of a sentence; `undefined` when it is right.
 */
export function whyNot(confirmation: Confirmation): string | undefined {
  const { before, after, wanted } = confirmation;
  const stacks = new Map(after.stacks.map((stack) => [stack.name, stack]));
  if (before.stacks.length !== after.stacks.length || before.stacks.some(({ name }) => !stacks.has(name))) {
    return 'it would add or remove a stack';
  }
  for (const stack of before.stacks) {
    const because = changedStack(stack, stacks.get(stack.name) ?? stack, confirmation);
    if (because !== undefined) return because;
  }
  const missed = wanted.find((property) => !saysLive(property, after, confirmation.known));
  return missed && 'the field does not make exactly what AWS has';
}

/** True when a registry's templates already say what AWS has. */
export function saysLive(property: LiveProperty, { stacks }: DesiredState, known: Confirmation['known']): boolean {
  const resource = stacks.find(({ name }) => name === property.stack)?.template.Resources[property.logicalId];
  return resource !== undefined && isSame(propertiesOf(resource, known(property.stack)), property);
}

function changedStack(before: DesiredStack, after: DesiredStack, confirmation: Confirmation): string | undefined {
  if (before.digest === after.digest && sameText(before.tags, after.tags)) return undefined;
  const { Resources: old, Outputs: oldOutputs = {}, ...oldFrame } = before.template;
  const { Resources: now, Outputs: outputs = {}, ...frame } = after.template;
  if (!sameText([oldFrame, before.tags, before.parameters], [frame, after.tags, after.parameters])) {
    return `it would change more of the stack ${before.name}`;
  }
  for (const name of new Set([...Object.keys(oldOutputs), ...Object.keys(outputs)])) {
    if (sameText(oldOutputs[name] ?? null, outputs[name] ?? null)) continue;
    if (!outputFollows(before.name, name, confirmation))
      return `it would also change the output ${name} of ${before.name}`;
  }
  for (const id of new Set([...Object.keys(old), ...Object.keys(now)])) {
    const [was, is] = [old[id], now[id]];
    if (was !== undefined && is !== undefined && sameText(was, is)) continue;
    const document = after.sources[id]?.document ?? before.sources[id]?.document ?? 'the platform';
    const changed = { stack: before.name, logicalId: id, document };
    if (was === undefined || is === undefined || !mayChange(changed, was, is, confirmation)) {
      return `it would also change ${id} of ${document}`;
    }
  }
  return undefined;
}

/** True when a resource differs only in what drifted, and is as it is in AWS there, or in what is known to follow. */
function mayChange(
  changed: Changed,
  was: TemplateResource,
  is: TemplateResource,
  { live, following, known }: Confirmation,
): boolean {
  // What is said for the cost estimate is in the template only, and no property.
  const [{ Properties: _, Metadata: __, ...oldRest }, { Properties: ___, Metadata: ____, ...rest }] = [was, is];
  if (!sameText(oldRest, rest)) return false;
  const own = live.filter(({ stack, logicalId }) => stack === changed.stack && logicalId === changed.logicalId);
  const values = known(changed.stack);
  const now = propertiesOf(is, values);
  return changedPaths('/Properties', propertiesOf(was, values), now).every((path) => {
    const touched = own.filter((property) => isPartOf(path, property.path) || isPartOf(property.path, path));
    if (touched.length > 0) return touched.every((property) => isSame(now, property));
    return follows(changed, path, following);
  });
}

/** A resource that is different after the edit. */
type Changed = Omit<Following, 'followers'>;

function follows(changed: Changed, path: string, following: readonly Following[]): boolean {
  return following.some(({ stack, logicalId, document, followers }) =>
    followers.some((follower) => {
      if ('output' in follower) return false;
      const { part, property } = follower;
      const isMeant =
        part === undefined
          ? stack === changed.stack && logicalId === changed.logicalId
          : document === changed.document && changed.logicalId.startsWith(part);
      return isMeant && isPartOf(path, `/Properties${property}`);
    }),
  );
}

function outputFollows(stack: string, name: string, { following }: Confirmation): boolean {
  return following.some(
    (one) =>
      one.stack === stack && one.followers.some((follower) => 'output' in follower && name.startsWith(follower.output)),
  );
}

function isSame(properties: ExpectedObject, { path, actual }: LiveProperty): boolean {
  const value = valueAt(properties, segmentsOf(path).slice(1));
  return value === undefined || actual === undefined ? value === actual : isEqual(value, actual);
}

/** The properties in the form in which a sweep compares them. */
function propertiesOf({ Type, Properties = {} }: TemplateResource, known: KnownValues): ExpectedObject {
  const resolved = resolve(Properties, known);
  const properties = isExpectedObject(resolved) ? resolved : {};
  const rules = rulesOf(Type);
  return rules === undefined ? properties : normalise(properties, rules);
}

function rulesOf(type: string): TypeRules | undefined {
  if (type === 'AWS::Lambda::Function') return FUNCTION_RULES;
  return Object.hasOwn(API_PARTS, type) ? API_PARTS[type]?.rules : TYPE_RULES.get(type);
}

/** Pointers of the smallest parts that differ, as a sweep finds them. */
function changedPaths(path: string, was: Expected | undefined, is: Expected | undefined): readonly string[] {
  if (isExpectedObject(was) && isExpectedObject(is)) {
    const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
    return [...keys].flatMap((key) => changedPaths(below(path, key), memberOf(was, key), memberOf(is, key)));
  }
  if (was === undefined || is === undefined) return was === is ? [] : [path];
  return stableText(was) === stableText(is) ? [] : [path];
}

function valueAt(value: Expected | undefined, segments: readonly string[]): Expected | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return value;
  return isExpectedObject(value) ? valueAt(memberOf(value, segment), rest) : undefined;
}

function isPartOf(path: string, whole: string): boolean {
  return path === whole || path.startsWith(`${whole}/`);
}

function sameText(a: unknown, b: unknown): boolean {
  return canonicalJson(JSON.parse(JSON.stringify(a))) === canonicalJson(JSON.parse(JSON.stringify(b)));
}
