import { sourceStackOf } from '../compile/parameter-source.ts';
import { orderOf } from '../graph/order.ts';
import type { ObservedStack } from '../observe/observed.ts';

/**
 * When each of the stacks goes, from 0: a stack that takes another one's outputs goes before that one (K7). What a stack takes is read
 * from its own template, so it is known without the registry that once asked for it and without the record.
 */
export function deletionWaves(stacks: readonly ObservedStack[]): ReadonlyMap<string, number> {
  const takers = new Map<string, string[]>(stacks.map((stack) => [stack.name, []]));
  for (const stack of stacks) {
    for (const source of sourcesOf(stack)) takers.get(source)?.push(stack.name);
  }
  return orderOf(takers).waves;
}

function sourcesOf({ name, template }: ObservedStack): ReadonlySet<string> {
  const descriptions = Object.values(template?.Parameters ?? {}).map(({ Description }) => Description);
  const sources = descriptions.flatMap((text) => (typeof text === 'string' ? (sourceStackOf(text) ?? []) : []));
  return new Set(sources.filter((source) => source !== name));
}
