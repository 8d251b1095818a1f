import {
  type CheckedResource,
  comparedResource,
  deletedResource,
  expectedProperties,
  failedRead,
  uncheckedResource,
} from './check-resource.ts';
import { type Comparison, compareProperties } from './compare.ts';
import { CODE_POINTER, type ResourceDrift, UPDATE_UNDER_WAY } from './drift.ts';
import { FUNCTION_RULES } from './function-rules.ts';
import type { FunctionReader, ObservedFunction } from './port.ts';

/** Looks at one function: its configuration against the template, its code against the digest read after the apply (F2). */
export async function checkFunction(checked: CheckedResource, reader: FunctionReader): Promise<ResourceDrift> {
  try {
    const found = await reader.readFunction(checked.base.physicalId);
    if (found === undefined) return deletedResource(checked);
    if (found.updating) return uncheckedResource(checked, UPDATE_UNDER_WAY);
    return comparedResource(checked, compareFunction(checked, found));
  } catch (error) {
    return failedRead(checked, error);
  }
}

function compareFunction(checked: CheckedResource, found: ObservedFunction): Comparison {
  const { Code: _, ...expected } = expectedProperties(checked);
  const stackTags = checked.stack.record.tags;
  const named = { FunctionName: checked.base.physicalId, ...expected };
  const compared = compareProperties({ expected: named, actual: found.properties, rules: FUNCTION_RULES, stackTags });
  const code = compareCode(checked, found.codeSha256);
  return {
    differences: [...code.differences, ...compared.differences],
    unchecked: [...code.unchecked, ...compared.unchecked],
  };
}

function compareCode({ base, stack }: CheckedResource, actual: string): Comparison {
  const expected = Object.hasOwn(stack.record.codeDigests, base.physicalId)
    ? stack.record.codeDigests[base.physicalId]
    : undefined;
  if (expected === undefined) {
    const because = 'the digest of the applied code is not in the record';
    return { differences: [], unchecked: [{ path: CODE_POINTER, because }] };
  }
  if (expected === actual) return { differences: [], unchecked: [] };
  return { differences: [{ path: CODE_POINTER, expected, actual }], unchecked: [] };
}
