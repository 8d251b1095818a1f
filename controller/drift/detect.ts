import type { TemplateResource } from '../compile/template.ts';
import { inParallel } from '../lib/in-parallel.ts';
import { API_PARTS, checkApiPart } from './check-api.ts';
import { checkFunction } from './check-function.ts';
import { checkRead } from './check-read.ts';
import { type CheckedResource, type PropertyLocator, uncheckedResource } from './check-resource.ts';
import type { DriftResult, ResourceDrift, ResourceDriftBase } from './drift.ts';
import { findAdded } from './find-added.ts';
import { findParts } from './find-parts.ts';
import { observedAttributes } from './observed-attributes.ts';
import type { ApiReader, FunctionReader, ObservedApi, ResourceReader } from './port.ts';
import { type KnownValues, knownValuesOf } from './resolve.ts';
import { type SweptStack, whyNotCompared } from './swept-stack.ts';
import { TYPE_RULES } from './type-rules.ts';

/** What a sweep reads with. */
export interface DriftReaders {
  readonly functions: FunctionReader;
  readonly apis: ApiReader;
  /** Everything else. It serves this sweep only. */
  readonly resources: ResourceReader;
}

/** What a sweep is about. */
export interface Sweep {
  /** The applied commit that reality is compared with. */
  readonly sha: string;
  readonly stacks: readonly SweptStack[];
  readonly readers: DriftReaders;
  readonly locate?: PropertyLocator;
  /** Which resources are looked at; all of them where it is left out. */
  readonly only?: (resource: ResourceDriftBase) => boolean;
}

/** How many reads run at once: GetFunction allows 100 a second, and a read takes some 50 ms. Each service is held to its own rate besides. */
const READS_AT_ONCE = 16;

/**
 * Compares every resource of every applied stack with what AWS has. Types that nobody reads, stacks in the middle of an apply
 * and failed reads are `unchecked`, each with its reason; one failure never hides the others (C6, F4). Each API is read once.
 * Throws only for defects, never for an answer of AWS.
 */
export async function detectDrift({
  sha,
  stacks,
  readers,
  only,
  locate = () => undefined,
}: Sweep): Promise<DriftResult> {
  const apis = oncePerApi(readers.apis);
  const once = { ...readers, apis: apis.reader };
  const known = await inParallel(stacks, READS_AT_ONCE, (stack) => knownOf(stack, readers.resources));
  const resources = stacks
    .flatMap((stack, index) => resourcesOf(stack, known[index] ?? knownValuesOf(stack), locate))
    .filter(({ base }) => only?.(base) ?? true);
  const looked = await inParallel(resources, READS_AT_ONCE, async (checked) => ({
    checked,
    drift: await checkResource(checked, once),
  }));
  const found = await findParts(looked, stacks, readers.resources, READS_AT_ONCE);
  return { sha, resources: [...found, ...(await apis.found()).flatMap((api) => findAdded(api, stacks))] };
}

/** What the record knows of a stack, and attributes that only the services tell. */
async function knownOf(stack: SweptStack, reader: ResourceReader): Promise<KnownValues> {
  if (whyNotCompared(stack) !== undefined) return knownValuesOf(stack);
  return knownValuesOf(stack, await observedAttributes(stack, reader));
}

function resourcesOf(stack: SweptStack, known: KnownValues, locate: PropertyLocator): readonly CheckedResource[] {
  if (stack.template === undefined) return inventoryOf(stack, known, locate);
  const physicalIds = new Map(stack.record.resources.map((resource) => [resource.logicalId, resource.physicalId]));
  return Object.entries(stack.template.Resources).map(([logicalId, resource]) => ({
    base: baseOf(stack, logicalId, resource.Type, physicalIds.get(logicalId) ?? ''),
    resource,
    stack,
    known,
    locate,
  }));
}

/** Without a template the inventory still tells what nobody looked at. */
function inventoryOf(stack: SweptStack, known: KnownValues, locate: PropertyLocator): readonly CheckedResource[] {
  return stack.record.resources.map(({ logicalId, type, physicalId }) => {
    const resource: TemplateResource = { Type: type };
    return { base: baseOf(stack, logicalId, type, physicalId), resource, stack, known, locate };
  });
}

function baseOf({ record, sources }: SweptStack, logicalId: string, type: string, physicalId: string) {
  const source = Object.hasOwn(sources, logicalId) ? sources[logicalId] : undefined;
  return { stack: record.name, logicalId, type, physicalId, ...(source && { source }) };
}

const SKIPPED = 'a rescue skipped it: it may be anything until its stack is updated';

async function checkResource(checked: CheckedResource, readers: DriftReaders): Promise<ResourceDrift> {
  const { base, stack } = checked;
  if (stack.record.skipped?.includes(base.logicalId)) return uncheckedResource(checked, SKIPPED);
  const because = whyNotCompared(stack);
  if (because !== undefined) return uncheckedResource(checked, because);
  if (base.physicalId === '') return uncheckedResource(checked, 'its name in AWS is not in the record');
  if (base.type === 'AWS::Lambda::Function') return checkFunction(checked, readers.functions);
  const part = Object.hasOwn(API_PARTS, base.type) ? API_PARTS[base.type] : undefined;
  if (part !== undefined) return checkApiPart(checked, part, readers.apis);
  const rules = TYPE_RULES.get(base.type);
  if (rules !== undefined) return checkRead(checked, rules, readers.resources);
  return uncheckedResource(checked, 'Holdfast has no reader for this type');
}

/** Reads each API once a sweep, however many routes ask for it; a failed read fails for each of them. */
function oncePerApi(reader: ApiReader): { readonly reader: ApiReader; found(): Promise<readonly ObservedApi[]> } {
  const reads = new Map<string, Promise<ObservedApi | undefined>>();
  return {
    reader: {
      readApi: (apiId) => {
        const read = reads.get(apiId) ?? reader.readApi(apiId);
        reads.set(apiId, read);
        return read;
      },
    },
    found: async () => {
      const settled = await Promise.allSettled(reads.values());
      return settled.flatMap((read) => (read.status === 'fulfilled' && read.value !== undefined ? [read.value] : []));
    },
  };
}
