import { CORE_CODE_KEY } from '../../../registry/kinds/event-processor/core.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import { codeObjectOf } from '../code-object.ts';
import { documentsOf, type RegistryContext, teamOfPath } from './registry-rule.ts';

/**
 * In the platform's artifact bucket each team has the keys that begin with its name: its deploy role writes only those, so a
 * function with another key would run what another team can change. The core of an EventProcessor is where only Holdfast writes.
 */
export function artifacts(context: RegistryContext): readonly Finding[] {
  const [platform] = documentsOf(context, 'Platform');
  return documentsOf(context, 'Function').flatMap(({ spec, source, partOf }) => {
    const team = teamOfPath(source.file);
    const code = platform && codeObjectOf(spec, platform.spec);
    if (code?.bucket !== platform?.spec.storage.artifactBucket || code === undefined || team === undefined) return [];
    if (code.key.startsWith(`${team}/`) || (partOf !== undefined && code.key === CORE_CODE_KEY)) return [];
    const message = `The key ${code.key} is outside the team's part of the artifact bucket, ${team}/.`;
    const hint = `Store the package under ${team}/, and begin the key with it.`;
    return [context.finding(source, { code: 'ForeignArtifact', path: ['spec', 's3', 'key'], message, hint })];
  });
}
