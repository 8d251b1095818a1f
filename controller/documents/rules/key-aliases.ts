import { literalOf } from '../../../registry/kinds/value-or-ref.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/**
 * An alias in the project's names is one of the team's own, since the function's role may decrypt with the key that it leads to (A1). A key by
 * its id has no name to tell the owner by; its key policy decides. Only a Function takes aliases.
 */
export function keyAliases(context: RegistryContext): readonly Finding[] {
  const project = documentsOf(context, 'Platform')[0]?.spec.project;
  if (project === undefined) return [];
  return documentsOf(context, 'Function').flatMap(({ spec: { kmsKeyArn }, source }) => {
    const literal = kmsKeyArn === undefined ? undefined : literalOf(kmsKeyArn);
    const alias = literal?.split(':alias/')[1];
    const own = `${project}-${teamOfPath(source.file) ?? ''}-`;
    if (alias === undefined || !alias.startsWith(`${project}-`) || alias.startsWith(own)) return [];
    const message = `The alias ${alias} is not surely the team's own: its names begin with ${own}.`;
    const path = typeof kmsKeyArn === 'string' ? ['spec', 'kmsKeyArn'] : ['spec', 'kmsKeyArn', 'value'];
    return [
      context.finding(source, {
        code: 'OutsideScope',
        path,
        message,
        hint: `Write an alias of the team, or the ARN of the key.`,
      }),
    ];
  });
}
