import { HoldfastError } from '../diagnostics/error.ts';
import { isJsonArray, isJsonObject, type Json } from '../lib/json.ts';
import { readTarget } from './check-read.ts';
import type { ResourceReader } from './port.ts';
import { knownValuesOf } from './resolve.ts';
import type { SweptStack } from './swept-stack.ts';

/** An attribute that a template uses. */
interface Used {
  readonly logicalId: string;
  readonly attribute: string;
}

/**
 * Attributes that a stack's template uses and that neither its record nor names tell, e.g. the allocation id of an address.
 * One that cannot be read stays unknown: whatever uses it is then unchecked, with the attribute's name as the reason.
 */
export async function observedAttributes(
  stack: SweptStack,
  reader: ResourceReader,
): Promise<ReadonlyMap<string, Json>> {
  const known = knownValuesOf(stack);
  const used = usedAttributes(stack).filter(({ logicalId, attribute }) => !known.attribute(logicalId, attribute));
  const entries = await Promise.all(used.map(async (one) => [nameOf(one), await read(one, stack, reader)] as const));
  return new Map(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined));
}

async function read(
  { logicalId, attribute }: Used,
  stack: SweptStack,
  reader: ResourceReader,
): Promise<Json | undefined> {
  const resource = stack.template?.Resources[logicalId];
  const physicalId = stack.record.resources.find((one) => one.logicalId === logicalId)?.physicalId ?? '';
  if (resource === undefined || physicalId === '') return undefined;
  const base = { stack: stack.record.name, logicalId, type: resource.Type, physicalId };
  const known = knownValuesOf(stack);
  try {
    return await reader.readAttribute(readTarget({ base, resource, stack, known, locate: () => undefined }), attribute);
  } catch (error) {
    if (error instanceof HoldfastError) return undefined;
    throw error;
  }
}

function usedAttributes(stack: SweptStack): readonly Used[] {
  const found = new Map<string, Used>();
  const visit = (value: Json): void => {
    if (isJsonArray(value)) value.forEach(visit);
    if (!isJsonObject(value)) return;
    const path = value['Fn::GetAtt'];
    if (isJsonArray(path) && typeof path[0] === 'string') {
      const used = { logicalId: path[0], attribute: path.slice(1).join('.') };
      found.set(nameOf(used), used);
    }
    Object.values(value).forEach(visit);
  };
  for (const { Properties = {} } of Object.values(stack.template?.Resources ?? {})) visit(Properties);
  return [...found.values()];
}

function nameOf({ logicalId, attribute }: Used): string {
  return `${logicalId}.${attribute}`;
}
