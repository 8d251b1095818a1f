import type { PlanSummary } from '../plan/plan.ts';

/** `1 error`, `2 errors`, `1,234 errors`. Takes a noun whose plural ends in s. */
export function plural(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** The verbs of a count that is planned or done. */
const VERBS = {
  planned: { create: 'to create', update: 'to update', replace: 'to replace', delete: 'to delete' },
  done: { create: 'created', update: 'updated', replace: 'replaced', delete: 'deleted' },
} as const;

/** `2 to create, 1 to update, 0 to delete`; replacements are named when there are any. */
export function countActions(summary: PlanSummary, tense: keyof typeof VERBS): string {
  const words = VERBS[tense];
  return (['create', 'update', 'replace', 'delete'] as const)
    .filter((action) => action !== 'replace' || summary.replace > 0)
    .map((action) => `${summary[action].toLocaleString('en-US')} ${words[action]}`)
    .join(', ');
}

/** Number of resources that an apply would touch. */
export function touched(summary: PlanSummary): number {
  return summary.create + summary.update + summary.replace + summary.delete;
}
