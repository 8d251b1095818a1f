import type { RecordedStack } from './observe.ts';
import type { ObservedState } from './observed.ts';

/**
 * Stacks that are not as Holdfast left them: gone, with another template, or with other parameters or tags. One on which a run of ours has
 * begun something that is not applied is left out: nobody else need have touched it. Pure.
 */
export function changedOutside({ stacks }: ObservedState, recorded: readonly RecordedStack[]): readonly string[] {
  const observed = new Map(stacks.map((stack) => [stack.name, stack]));
  return recorded.flatMap(({ name, stackId, applied, attempted, parameters, tags }) => {
    const found = observed.get(name);
    const left = attempted?.templateDigest ?? applied?.templateDigest;
    if (applied === undefined || left !== applied.templateDigest) return [];
    const isAsLeft =
      found?.stackId === stackId &&
      found?.digest === applied.templateDigest &&
      same(found.parameters, parameters) &&
      same(found.tags, tags);
    return isAsLeft ? [] : [name];
  });
}

function same(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => a[name] === b[name]);
}
