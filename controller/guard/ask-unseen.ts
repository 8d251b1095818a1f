import type { Finding, Location } from '../diagnostics/finding.ts';
import type { Plan } from '../plan/plan.ts';
import type { Shown } from '../plan/shown.ts';
import type { OwnersOf } from './data-loss.ts';

/**
 * Asks for each stack in which a plan does what nobody was shown before the merge (V2); where no plan was shown at all, for each that it
 * touches. Pure.
 */
export function askUnseen(plan: Plan, shown: Shown, ownersOf: OwnersOf, at: Location): readonly Finding[] {
  return unseenStacks(plan, shown).map(([stack, what]) => {
    const owners = ownersOf(stack);
    const consent = { what: 'unseen', ...(owners !== undefined && { owners }) } as const;
    const hint = 'Read what is applied below, and have somebody agree to it.';
    return { code: 'UnseenChanges', severity: 'error', message: `${stack}: ${what}`, ...at, path: '', hint, consent };
  });
}

function unseenStacks(plan: Plan, shown: Shown): readonly (readonly [string, string])[] {
  switch (shown.kind) {
    case 'same':
      return [];
    case 'none':
      return plan.stacks
        .filter(({ action }) => action !== 'noop')
        .map(({ name }) => [name, 'nobody was shown a plan before this commit was merged.']);
    case 'moved':
      return Object.entries(shown.unseen).map(([name, count]) => {
        const changes = count === 1 ? '1 change' : `${count} changes`;
        return [name, `${changes} that no plan showed before the merge.`];
      });
  }
}
