import { lastDay } from '../../../registry/kinds/schedule/expression.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/**
 * Schedules that can never fire again. A warning: a one-time schedule stays in the registry after its day, and that must not stop anything
 * else. A day's margin covers every time zone.
 */
export function pastSchedules(context: RegistryContext): readonly Finding[] {
  return documentsOf(context, 'Schedule').flatMap(({ spec, source }) => {
    const past = ENDS.flatMap(({ field, day }) => {
      const last = day(spec);
      return last !== undefined && last < dayBefore(context.today) ? [{ field, last }] : [];
    });
    return past.slice(0, 1).map(({ field, last }) =>
      context.finding(source, {
        code: 'PastSchedule',
        severity: 'warning',
        path: ['spec', field],
        message: `The schedule does not fire after ${last}, which is past.`,
        hint: 'Remove the document, or choose a later time.',
      }),
    );
  });
}

interface End {
  readonly field: string;
  readonly day: (spec: { readonly expression: string; readonly endsAt?: string }) => string | undefined;
}

const ENDS: readonly End[] = [
  { field: 'expression', day: ({ expression }) => lastDay(expression) },
  { field: 'endsAt', day: ({ endsAt }) => endsAt?.slice(0, 10) },
];

function dayBefore(today: string): string {
  return new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
}
