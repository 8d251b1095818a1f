import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** A bus that bears the project's name belongs to a team, which reaches its own by the word `team`; others' are not reached by name (I4). */
export function buses(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  if (platform === undefined) return [];
  const prefix = `${platform.spec.project}-`;
  return documentsOf(context, 'EventRule')
    .filter(({ spec }) => spec.bus.startsWith(prefix))
    .map(({ spec, source }) =>
      context.finding(source, {
        code: 'ForeignName',
        path: ['spec', 'bus'],
        message: `The bus ${spec.bus} has a name of this platform: it is that of a team.`,
        hint: "Write team for your team's own bus.",
      }),
    );
}
