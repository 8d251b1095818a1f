import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/**
 * Starts that are past: Scheduler refuses to create or change a schedule whose start is earlier than five minutes ago. A warning, because
 * nothing is wrong with a schedule that is there already and is not changed.
 * Source: CreateSchedule answers "The StartDate you specify cannot be earlier than 5 minutes ago." (https://github.com/getmoto/moto/pull/8172).
 */
export function pastStarts(context: RegistryContext): readonly Finding[] {
  return documentsOf(context, 'Schedule').flatMap(({ spec, source }) => {
    const { startsAt } = spec;
    if (startsAt === undefined || startsAt.slice(0, 10) >= context.today) return [];
    return [
      context.finding(source, {
        code: 'PastStart',
        severity: 'warning',
        path: ['spec', 'startsAt'],
        message: `The start, ${startsAt}, is past: AWS neither creates nor changes a schedule with it.`,
        hint: 'Remove startsAt: the schedule has begun.',
      }),
    ];
  });
}
