import type { PlatformSpec } from '../../../registry/kinds/platform/schema.ts';
import { literalOf } from '../../../registry/kinds/value-or-ref.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { RegistryDocument } from '../registry.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

const PATH = ['spec', 'roleArn'];

/**
 * A Function runs as a role of its own team, or as the one that the platform shares (A1, A3): Holdfast's role in AWS hands every role below
 * the project's path to functions, and whoever runs as the role of another team has that team's rights. Roles elsewhere it cannot hand to
 * anybody, unless somebody gave it leave. A role in another account has a finding of its own, and what a reference leads to is looked at
 * when it is known (compile/check-role.ts).
 */
export function functionRoles(context: RegistryContext): readonly Finding[] {
  const platform = documentsOf(context, 'Platform')[0]?.spec;
  if (platform === undefined) return [];
  return documentsOf(context, 'Function').flatMap((document) => {
    const team = teamOfPath(document.source.file);
    const problem = team === undefined ? undefined : roleProblem(document, team, platform);
    return problem === undefined ? [] : [context.finding(document.source, problem)];
  });
}

function roleProblem(
  { spec: { roleArn } }: RegistryDocument<'Function'>,
  team: string,
  platform: PlatformSpec,
): Problem | undefined {
  const literal = roleArn === undefined ? undefined : literalOf(roleArn);
  const path = typeof roleArn === 'string' ? PATH : [...PATH, 'value'];
  return literal === undefined ? undefined : literalProblem(literal, path, team, platform);
}

function literalProblem(
  arn: string,
  path: Path,
  team: string,
  { project, account }: PlatformSpec,
): Problem | undefined {
  const [, , , , owner, resource = ''] = arn.split(':');
  const own = `role/${project}/${team}/`;
  const isShared = resource === `role/${project}/${project}-lambda-execution-role`;
  if (owner !== account || isShared || resource.startsWith(own)) return undefined;
  const hint = `Leave \`roleArn\` out for a role of its own, or have the role made under the path /${project}/${team}/.`;
  if (resource.startsWith(`role/${project}/`)) {
    const message = `The role is not one of team ${team}: the function would have the rights of another.`;
    return { code: 'OutsideScope', path, message, hint };
  }
  const message = `Holdfast hands only roles below /${project}/ to functions: the apply fails unless it was given leave for this one.`;
  return { code: 'RoleElsewhere', severity: 'warning', path, message, hint };
}
