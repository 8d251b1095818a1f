import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** A function runs inside the VPC with subnets and security groups, or outside with neither; Lambda refuses one without the other. */
export function functionNetwork(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const subnets = listOf(spec.subnets).length > 0;
  const groups = listOf(spec.securityGroups).length > 0;
  if (subnets === groups) return [];
  const [given, missing] = subnets ? ['subnets', 'securityGroups'] : ['securityGroups', 'subnets'];
  const message = `spec.${missing} is missing: spec.${given} only has a meaning together with it.`;
  return [{ code: 'MissingField', path: ['spec', given], at: 'key', message }];
}
