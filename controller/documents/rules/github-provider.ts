import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** A Team's repositories sign in through the platform's provider for GitHub, so the Platform has to have one. */
export function githubProvider(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  if (platform === undefined || platform.spec.iam.github !== undefined) return [];
  return documentsOf(context, 'Team').flatMap(({ spec, source }) => {
    if (spec.repositories === undefined) return [];
    const message = 'The Platform trusts no tokens of GitHub, so the repositories of a Team cannot sign in.';
    const hint = 'Add `iam: { github: {} }` to the spec of the Platform.';
    return [
      context.finding(source, { code: 'MissingField', path: ['spec', 'repositories'], at: 'key', message, hint }),
    ];
  });
}
