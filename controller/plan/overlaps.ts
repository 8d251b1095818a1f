import type { Plan } from './plan.ts';

/** Another plan that touches some of the same resources. */
export interface Overlap {
  /** Number of the pull request whose plan it is. */
  readonly number: number;
  /** `<stack>/<logical id>` of what both touch, sorted. */
  readonly resources: readonly string[];
}

/** `<stack>/<logical id>` of every resource that a plan does something to, sorted. A stack without such resources counts by its name. */
export function touchedBy(plan: Plan): readonly string[] {
  return plan.stacks
    .filter(({ action }) => action !== 'noop')
    .flatMap(({ name, nodes }) => {
      const changed = nodes.filter(({ action }) => action !== 'noop');
      return changed.length === 0 ? [name] : changed.map(({ logicalId }) => `${name}/${logicalId}`);
    })
    .sort();
}

/** The plans that touch something of what is touched, by number. */
export function overlapsWith(
  touched: readonly string[],
  others: readonly { readonly number: number; readonly touches: readonly string[] }[],
): readonly Overlap[] {
  const own = new Set(touched);
  return others
    .map(({ number, touches }) => ({ number, resources: touches.filter((resource) => own.has(resource)) }))
    .filter(({ resources }) => resources.length > 0)
    .sort((a, b) => a.number - b.number);
}
