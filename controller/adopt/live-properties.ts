import type { Difference, DriftResult, ResourceDrift } from '../drift/drift.ts';
import { isJsonObject, type Json } from '../lib/json.ts';
import { maskValue } from '../lib/mask.ts';
import { below, segmentsOf } from '../lib/pointer.ts';
import type { LiveProperty, NotAdopted } from './adoption.ts';

/** The drift of a sweep as far as a person asked for it. */
export interface LiveProperties {
  readonly live: readonly LiveProperty[];
  readonly notAdopted: readonly NotAdopted[];
  /** Names that nothing that drifted has. */
  readonly unknown: readonly string[];
}

/** Reads the environment variables of a function; `undefined` when it is gone. */
export type ReadVariables = (functionName: string) => Promise<Json | undefined>;

const VARIABLES = '/Properties/Environment/Variables/';
const MASK = /sha256:[0-9a-f]{4}…/;

/**
 * The properties that drifted, with their live values. `names` leaves out what they do not name: a document (`charge`, `Function/charge`), a logical
 * id or a name in AWS; none of them is all of it. A sweep masks every environment variable (S3). Only one that Git has already, under a name
 * and with a value that look like no secret, is read again: what nobody knows to be harmless is never written into Git (S4).
 */
export async function liveProperties(
  { resources }: DriftResult,
  names: readonly string[],
  readVariables: ReadVariables,
): Promise<LiveProperties> {
  const drifted = resources.filter(({ status }) => status !== 'in-sync' && status !== 'unchecked');
  const asked = drifted.filter((resource) => names.length === 0 || names.some((name) => isCalled(resource, name)));
  const found = await Promise.all(asked.map((resource) => propertiesOf(resource, readVariables)));
  const all = found.flat();
  return {
    live: all.filter((one): one is LiveProperty => !('because' in one)),
    notAdopted: all.filter((one): one is NotAdopted => 'because' in one),
    unknown: names.filter((name) => !drifted.some((resource) => isCalled(resource, name))),
  };
}

function isCalled({ logicalId, physicalId, source }: ResourceDrift, name: string): boolean {
  const { document = '' } = source ?? {};
  return [logicalId, physicalId, document, document.slice(document.indexOf('/') + 1)].includes(name);
}

async function propertiesOf(
  resource: ResourceDrift,
  readVariables: ReadVariables,
): Promise<readonly (LiveProperty | NotAdopted)[]> {
  if (resource.status === 'deleted') {
    return [
      whole(resource, 'it is gone from AWS: revert puts it back, and taking it out of the registry is for a person'),
    ];
  }
  if (resource.status === 'added') {
    return [whole(resource, 'it was added by hand, and there is no document that it could be written into')];
  }
  if (resource.status !== 'modified') return [];
  const parts = resource.differences.flatMap(partsOf);
  return Promise.all(parts.map((difference) => shown(resource, difference, readVariables)));
}

/** The smallest parts of a difference: a block that is there on one side only is as many properties as it has. */
export function partsOf({ path, expected, actual }: Difference): readonly Difference[] {
  const [was, is] = [expected ?? {}, actual ?? {}];
  const isBlock = isJsonObject(was) && isJsonObject(is);
  const names = isBlock ? [...new Set([...Object.keys(was), ...Object.keys(is)])] : [];
  if (!isBlock || names.length === 0) {
    return [{ path, ...(expected !== undefined && { expected }), ...(actual !== undefined && { actual }) }];
  }
  return names.flatMap((name) => {
    const [before, now] = [was[name], is[name]];
    return partsOf({
      path: below(path, name),
      ...(before !== undefined && { expected: before }),
      ...(now !== undefined && { actual: now }),
    });
  });
}

async function shown(
  resource: ResourceDrift,
  difference: Difference,
  readVariables: ReadVariables,
): Promise<LiveProperty | NotAdopted> {
  const { path, expected, actual } = difference;
  const { by } = resource;
  const property = {
    ...{ ...headOf(resource), path },
    ...(expected !== undefined && { expected }),
    ...(by !== undefined && { by }),
  };
  if (actual === undefined) return property;
  if (!MASK.test(JSON.stringify(actual))) return { ...property, actual };
  const isVariable = resource.type === 'AWS::Lambda::Function' && path.startsWith(VARIABLES) && expected !== undefined;
  const value = isVariable ? variableIn(await readVariables(resource.physicalId), path) : undefined;
  if (value === undefined || maskValue(path, value) !== actual || maskValue(`/${nameIn(path)}`, value) !== value) {
    return { ...whole(resource, 'its value may be a secret, and no secret belongs into Git'), path };
  }
  return { ...property, actual: value };
}

function variableIn(variables: Json | undefined, path: string): Json | undefined {
  const name = nameIn(path);
  return isJsonObject(variables) && Object.hasOwn(variables, name) ? variables[name] : undefined;
}

function nameIn(path: string): string {
  return segmentsOf(path).at(-1) ?? '';
}

function whole(resource: ResourceDrift, because: string): NotAdopted {
  const { document } = resource.source ?? {};
  return { ...headOf(resource), because, ...(document !== undefined && { document }) };
}

function headOf({ stack, logicalId, type, physicalId }: ResourceDrift) {
  return { stack, logicalId, type, physicalId };
}
