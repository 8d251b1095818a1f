import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Fields of a Platform that have a meaning only together with another value. */
export function platformOptions(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...flowLogs(spec), ...endpoints(spec), ...allocationTags(spec)];
}

function flowLogs(spec: JsonObject): Problem[] {
  const { destination, retentionDays } = objectOf(objectOf(spec.network).flowLogs);
  if (destination !== 's3' || retentionDays === undefined) return [];
  const message = 'spec.network.flowLogs.retentionDays is of the log group, but the flow logs go to the log bucket.';
  const hint = 'Remove it; `storage.logRetentionDays` says how long the bucket keeps them.';
  const path = ['spec', 'network', 'flowLogs', 'retentionDays'];
  return [{ code: 'ConflictingFields', path, at: 'key', message, hint }];
}

/**
 * In China the names of endpoint services begin differently from service to service, so ours would be wrong for some. Source:
 * https://docs.amazonaws.cn/en_us/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
function endpoints({ network, region }: JsonObject): Problem[] {
  const wanted = listOf(objectOf(objectOf(network).endpoints).interface);
  if (typeof region !== 'string' || !region.startsWith('cn-') || wanted.length === 0) return [];
  const message = 'Interface endpoints are not supported in regions of China.';
  return [{ code: 'InvalidValue', path: ['spec', 'network', 'endpoints', 'interface'], at: 'key', message }];
}

function allocationTags({ cost }: JsonObject): Problem[] {
  const { allocationTags: tags } = objectOf(cost);
  if (!Array.isArray(tags) || tags.includes('project')) return [];
  const message = 'spec.cost.allocationTags lacks project, the tag by which the budget counts.';
  return [{ code: 'InvalidValue', path: ['spec', 'cost', 'allocationTags'], at: 'key', message, hint: 'Add project.' }];
}
