import type { ReadTarget, ResourcePart, ResourceReader } from '../../controller/drift/port.ts';
import type { Json, JsonObject } from '../../controller/lib/json.ts';
import { createFaults, type Faults } from './faults.ts';

/** Services in memory that have what Git declares, unless a person changed it. */
export interface FakeResources extends ResourceReader {
  readonly faults: Faults;
  /** Somebody changes properties of a resource; `undefined` takes one off. */
  change(physicalId: string, properties: Readonly<Record<string, Json | undefined>>): void;
  remove(physicalId: string): void;
  /** Somebody makes something inside a resource. */
  add(parentId: string, part: ResourcePart): void;
  setAttribute(physicalId: string, attribute: string, value: Json): void;
}

/** Every resource is there as it was declared. Its port is called `resources` in `faults`. */
export function createFakeResources(faults: Faults = createFaults()): FakeResources {
  const changes = new Map<string, Readonly<Record<string, Json | undefined>>>();
  const gone = new Set<string>();
  const parts = new Map<string, readonly ResourcePart[]>();
  const attributes = new Map<string, Json>();
  const port: ResourceReader = {
    readResource: async (target: ReadTarget): Promise<JsonObject | undefined> => {
      if (gone.has(target.physicalId)) return undefined;
      const entries = Object.entries({ ...target.declared, ...changes.get(target.physicalId) });
      return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
    },
    partsOf: async ({ physicalId }) => parts.get(physicalId) ?? [],
    readAttribute: async ({ physicalId }, attribute) => attributes.get(`${physicalId}.${attribute}`),
  };
  return {
    ...faults.wrap('resources', port),
    faults,
    change: (physicalId, properties) => changes.set(physicalId, { ...changes.get(physicalId), ...properties }),
    remove: (physicalId) => gone.add(physicalId),
    add: (parentId, part) => parts.set(parentId, [...(parts.get(parentId) ?? []), part]),
    setAttribute: (physicalId, attribute, value) => attributes.set(`${physicalId}.${attribute}`, value),
  };
}
