import { isJsonObject, type JsonObject } from '../lib/json.ts';
import {
  type CheckedResource,
  comparedResource,
  deletedResource,
  expectedProperties,
  failedRead,
} from './check-resource.ts';
import { compareProperties } from './compare.ts';
import type { ResourceDrift } from './drift.ts';
import { findUnresolved } from './expected.ts';
import type { ReadTarget, ResourceReader } from './port.ts';
import type { TypeRules } from './rules.ts';

/** Looks at one resource of a type that is read by itself. */
export async function checkRead(
  checked: CheckedResource,
  rules: TypeRules,
  reader: ResourceReader,
): Promise<ResourceDrift> {
  try {
    const actual = await reader.readResource(readTarget(checked));
    if (actual === undefined) return deletedResource(checked);
    const stackTags = checked.stack.record.tags;
    return comparedResource(
      checked,
      compareProperties({ expected: expectedProperties(checked), actual, rules, stackTags }),
    );
  } catch (error) {
    return failedRead(checked, error);
  }
}

/** A resource as the port takes it: what Git says, without what nobody knows. */
export function readTarget(checked: CheckedResource): ReadTarget {
  const { base, stack } = checked;
  const [, partition = 'aws', , region = '', account = ''] = stack.record.stackId?.split(':') ?? [];
  return {
    type: base.type,
    physicalId: base.physicalId,
    declared: knownProperties(checked),
    partition,
    region,
    account,
  };
}

function knownProperties(checked: CheckedResource): JsonObject {
  const known = Object.entries(expectedProperties(checked)).filter(([, value]) => findUnresolved(value) === undefined);
  const json: unknown = JSON.parse(JSON.stringify(Object.fromEntries(known)));
  return isJsonObject(json as JsonObject) ? (json as JsonObject) : {};
}
