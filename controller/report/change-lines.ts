import { isJsonObject } from '../lib/json.ts';
import type { Change, PlanNode } from '../plan/plan.ts';
import { reference } from '../plan/statement.ts';
import { isMasked, propertyName, shownValue } from './values.ts';

/** One changed property in words. A side that does not exist is `undefined`; masked sides are digests (S3). */
export interface ChangeLine {
  readonly property: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly masked: boolean;
}

/** The changed properties of a resource that is updated or replaced; empty for what is created or deleted as a whole. */
export function changeLines(node: PlanNode): readonly ChangeLine[] {
  return node.action === 'update' || node.action === 'replace' ? node.changes.map(changeLine) : [];
}

/** One RFC 6902 operation in words. */
export function changeLine(change: Change): ChangeLine {
  const { path, old, value } = change;
  return {
    property: propertyName(path),
    before: old === undefined ? undefined : shownValue(path, old),
    after: value === undefined ? undefined : shownValue(path, value),
    masked: [old, value].some((side) => side !== undefined && isMasked(path, side)),
  };
}

/** How people name a resource: its document, or its logical id where the registry does not say. */
export function resourceName(node: PlanNode): string {
  return node.source?.document ?? node.logicalId;
}

/** `AWS::Lambda::Function` without the vendor that every line would repeat. */
export function shortType(type: string): string {
  return type.replace(/^AWS::/, '');
}

/**
 * What a resource is or will be called in AWS, as far as that is known: its physical id, or the property that names it
 * (`FunctionName` of a `Function`, a route's key).
 */
export function identifier(node: PlanNode): string | undefined {
  if (node.physicalId !== undefined) return node.physicalId;
  const properties = node.changes.find((change) => change.path === '/Properties')?.value;
  if (!isJsonObject(properties)) return undefined;
  const noun = node.type.split('::').at(-1) ?? '';
  const value = properties[`${noun}Name`] ?? properties.Name ?? properties.RouteKey;
  return value === undefined ? undefined : reference(value);
}
