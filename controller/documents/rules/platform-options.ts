import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';

/** Fields of a Platform that have a meaning only together with another value. */
export function platformOptions(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  return [...zones(spec), ...flowLogs(spec), ...endpoints(spec), ...allocationTags(spec)];
}

/**
 * Availability zones of the regions that have more than three; the others have three. An account may see fewer.
 * Source: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
 */
const MANY_ZONES: Readonly<Record<string, number>> = {
  'us-east-1': 6,
  'us-west-2': 4,
  'ap-northeast-1': 4,
  'ap-northeast-2': 4,
};
const USUAL_ZONES = 3;

/** More than any region has: the schema says so. */
const MOST_ZONES = 6;

function zones({ network, region }: JsonObject): Problem[] {
  const { azs } = objectOf(network);
  if (typeof azs !== 'number' || typeof region !== 'string') return [];
  const most = Object.hasOwn(MANY_ZONES, region) ? (MANY_ZONES[region] ?? USUAL_ZONES) : USUAL_ZONES;
  if (azs <= most || azs > MOST_ZONES) return [];
  const message = `spec.network.azs is ${azs}, but ${region} has ${most} availability zones.`;
  return [{ code: 'InvalidValue', path: ['spec', 'network', 'azs'], message }];
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
