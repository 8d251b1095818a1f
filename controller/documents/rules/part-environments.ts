import type { Finding } from '../../diagnostics/finding.ts';
import { environmentBytes, MAX_ENVIRONMENT_BYTES } from './function-environment.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** Functions inside larger documents: Lambda takes 4 KB of environment variables with those that Holdfast adds. */
export function partEnvironments(context: RegistryContext): readonly Finding[] {
  return documentsOf(context, 'Function').flatMap(({ partOf, spec, source }) => {
    const bytes = partOf === undefined ? 0 : environmentBytes(spec.environment ?? {});
    if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
    const message = `The environment has ${bytes} bytes with the variables that Holdfast adds; Lambda takes ${MAX_ENVIRONMENT_BYTES}.`;
    return [context.finding(source, { code: 'EnvironmentTooLarge', path: ['spec', 'environment'], message })];
  });
}
