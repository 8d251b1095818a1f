import type { Finding } from '../../diagnostics/finding.ts';
import { partitionOf } from '../../lib/partition.ts';
import { foreignResources } from '../iam/foreign-resources.ts';
import type { Scope } from '../iam/scope.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/**
 * What a team's statements allow, they allow on the team's own resources: those of its prefix, in the platform's account and region (A1).
 * Nothing is said without a valid platform or outside a team's folder, which have findings of their own.
 */
export function ownResources(context: RegistryContext): readonly Finding[] {
  const platform = documentsOf(context, 'Platform')[0]?.spec;
  if (platform === undefined) return [];
  const { project, account, region, storage } = platform;
  const place = { project, account, region, partition: partitionOf(region), artifactBucket: storage.artifactBucket };
  return documentsOf(context, 'Function').flatMap(({ spec, source }) => {
    const team = teamOfPath(source.file);
    if (team === undefined) return [];
    const scope: Scope = { ...place, team };
    return foreignResources(spec.statements, scope, ['spec', 'statements']).map((problem) =>
      context.finding(source, problem),
    );
  });
}
