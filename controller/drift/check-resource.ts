import type { ResourceSource } from '../compile/desired.ts';
import type { TemplateResource } from '../compile/template.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Location } from '../diagnostics/finding.ts';
import type { Comparison } from './compare.ts';
import type { Difference, ResourceDrift, ResourceDriftBase } from './drift.ts';
import { type Expected, type ExpectedObject, isExpectedObject } from './expected.ts';
import { type KnownValues, resolve } from './resolve.ts';
import type { SweptStack } from './swept-stack.ts';

/** Finds the registry line of one property; `undefined` when only the document's line is known. */
export type PropertyLocator = (
  source: ResourceSource,
  type: string,
  pointer: string,
  logicalId?: string,
) => Location | undefined;

/** One resource of a template that is to be looked at, with all that checking it needs. */
export interface CheckedResource {
  readonly base: ResourceDriftBase;
  readonly resource: TemplateResource;
  readonly stack: SweptStack;
  readonly known: KnownValues;
  readonly locate: PropertyLocator;
}

/** The resource's properties with every expression resolved or marked. */
export function expectedProperties({ resource, known }: CheckedResource): ExpectedObject {
  const properties = resolve(resource.Properties ?? {}, known);
  return isExpectedObject(properties) ? properties : {};
}

/** A property that has to be known before the resource can be found at all, e.g. the id of the API. */
export function textProperty(checked: CheckedResource, name: string): string | undefined {
  const value: Expected | undefined = expectedProperties(checked)[name];
  return typeof value === 'string' ? value : undefined;
}

/** Nobody looked, and why (F4). */
export function uncheckedResource({ base }: CheckedResource, because: string): ResourceDrift {
  return { ...base, status: 'unchecked', because };
}

/** There when it was applied, gone now. */
export function deletedResource({ base }: CheckedResource): ResourceDrift {
  return { ...base, status: 'deleted' };
}

/**
 * Puts a comparison into words of a sweep. Differences win; without any, a single property that nobody could compare makes the
 * resource unchecked, because "in sync" must mean that all of it is (F4).
 */
export function comparedResource(checked: CheckedResource, { differences, unchecked }: Comparison): ResourceDrift {
  const { base } = checked;
  if (differences.length > 0) {
    return { ...base, status: 'modified', differences: differences.map((difference) => located(checked, difference)) };
  }
  if (unchecked.length === 0) return { ...base, status: 'in-sync' };
  const words = unchecked.map(({ path, because }) => `${path.replace('/Properties/', '')} (${because})`);
  return uncheckedResource(checked, `what could be compared is in sync, but not ${words.join(', ')}`);
}

/** One resource's failed read never hides the others (C6). Anything but a HoldfastError is a defect and goes on. */
export function failedRead(checked: CheckedResource, error: unknown): ResourceDrift {
  if (!(error instanceof HoldfastError)) throw error;
  return uncheckedResource(checked, `it could not be read: ${error.message}`);
}

function located({ base, locate }: CheckedResource, difference: Difference): Difference {
  const source = base.source && locate(base.source, base.type, difference.path, base.logicalId);
  return source ? { ...difference, source } : difference;
}
