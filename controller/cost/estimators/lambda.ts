import type { TemplateResource } from '../../compile/template.ts';
import { isJsonArray, isJsonObject, type Json } from '../../lib/json.ts';
import { HOURS } from '../assumptions.ts';
import { targetOf } from '../neighbours.ts';
import {
  type Amount,
  assumed,
  type CostLine,
  type CostSite,
  expected,
  line,
  numberIn,
  type Priced,
  priced,
} from '../priced.ts';

/** Memory is sold by 1,024 MB: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const MB_PER_GB = 1024;

/** Lambda's own default, and what of the ephemeral storage is free: https://aws.amazon.com/lambda/pricing/ */
const DEFAULT_MEMORY_MB = 128;
const FREE_STORAGE_MB = 512;

/** Share of the runs beyond the first of a second that X-Ray's default rule records. */
const SAMPLED_SHARE = 0.05;

/** Runs a month. A function without concurrency never runs (LC6), whatever it expects. */
export function requestsOf(site: CostSite): Amount {
  if (site.properties.ReservedConcurrentExecutions === 0) return { value: 0, assumed: [] };
  return expected(site, 'requestsPerMonth', 'functionRequests');
}

/** A function: runs, time, ephemeral storage above what is free, recorded traces. */
export function estimateFunction(site: CostSite): Priced {
  const requests = requestsOf(site);
  const duration = expected(site, 'averageDurationMs', 'functionDuration');
  const seconds = (requests.value * duration.value) / 1000;
  const compute = isArm(site.resource) ? 'lambdaArm' : 'lambdaX86';
  const extraMb = Math.max(0, storageMb(site) - FREE_STORAGE_MB);
  const lines = [
    line(site, 'runs', requests.value, 'lambdaRequests'),
    line(site, 'time of runs', seconds * memoryGb(site.resource), compute),
    ...(extraMb > 0 ? [line(site, 'ephemeral storage', (seconds * extraMb) / MB_PER_GB, 'lambdaStorage')] : []),
  ];
  const traces = tracesOf(site, requests);
  return priced([...lines, ...traces.lines], requests, duration, traces);
}

function tracesOf(site: CostSite, requests: Amount): Amount & { readonly lines: readonly CostLine[] } {
  const { TracingConfig } = site.properties;
  if (!isJsonObject(TracingConfig) || TracingConfig.Mode !== 'Active') return { value: 0, assumed: [], lines: [] };
  const everySecond = assumed('tracedRequests');
  const recorded = Math.min(requests.value, everySecond.value);
  const traces = recorded + (requests.value - recorded) * SAMPLED_SHARE;
  return { ...everySecond, lines: [line(site, 'traces', traces, 'traces')] };
}

/** A version or alias: nothing, unless concurrency is provisioned, which is paid by the hour whether used or not. */
export function estimateProvisioned(site: CostSite): Priced {
  const { ProvisionedConcurrencyConfig: config, FunctionName } = site.properties;
  const copies = isJsonObject(config) ? numberIn(config.ProvisionedConcurrentExecutions, 1) : 0;
  const target = targetOf(FunctionName, site.template)?.resource;
  if (copies === 0) return priced([]);
  const name = target !== undefined && !isArm(target) ? 'lambdaProvisionedX86' : 'lambdaProvisionedArm';
  const hours = copies * memoryGb(target) * HOURS;
  return priced([line(site, 'provisioned concurrency', hours, name)]);
}

/** An event source mapping: Lambda's own requests to a queue; it reads other sources for nothing. */
export function estimateMapping(site: CostSite): Priced {
  const source = site.properties.EventSourceArn;
  const target = targetOf(source, site.template);
  const isQueue = target?.resource.Type === 'AWS::SQS::Queue' || isQueueArn(source);
  if (!isQueue || site.properties.Enabled === false) return priced([]);
  const fifo = target?.resource.Properties?.FifoQueue === true || isQueueArn(source, '.fifo');
  const polls = assumed('emptyReceives');
  return priced([line(site, 'polling', polls.value, fifo ? 'fifoQueueRequests' : 'queueRequests')], polls);
}

function isQueueArn(source: Json | undefined, end = ''): boolean {
  return typeof source === 'string' && source.startsWith('arn:') && source.includes(':sqs:') && source.endsWith(end);
}

function isArm({ Properties }: TemplateResource): boolean {
  const architectures = Properties?.Architectures;
  return isJsonArray(architectures) && architectures.includes('arm64');
}

function memoryGb(resource: TemplateResource | undefined): number {
  return numberIn(resource?.Properties?.MemorySize, DEFAULT_MEMORY_MB) / MB_PER_GB;
}

function storageMb({ properties: { EphemeralStorage } }: CostSite): number {
  return isJsonObject(EphemeralStorage) ? numberIn(EphemeralStorage.Size, FREE_STORAGE_MB) : FREE_STORAGE_MB;
}
