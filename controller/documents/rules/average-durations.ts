import type { Finding } from '../../diagnostics/finding.ts';
import type { AnyDocument } from '../registry.ts';
import { DEFAULT_TIMEOUT_SECONDS } from './function-targets.ts';
import type { RegistryContext } from './registry-rule.ts';

/** Runs that would take longer on average than a run may take at most: one of the two numbers is a mistake. */
export function averageDurations(context: RegistryContext): readonly Finding[] {
  return context.documents.flatMap((document) => {
    const average = averageOf(document);
    const timeout = timeoutOf(document) ?? DEFAULT_TIMEOUT_SECONDS;
    if (document.partOf !== undefined || average === undefined || average <= timeout * 1000) return [];
    const path = ['spec', 'traffic', 'averageDurationMs'];
    const message = `spec.traffic.averageDurationMs is ${average}, but a run is stopped after ${timeout} seconds.`;
    return [
      context.finding(document.source, {
        code: 'InvalidValue',
        path,
        message,
        hint: 'Raise `timeoutSeconds`, or expect less.',
      }),
    ];
  });
}

function averageOf({ kind, spec }: AnyDocument): number | undefined {
  const isRun = kind === 'Function' || kind === 'EventProcessor' || kind === 'Agent';
  return isRun ? spec.traffic?.averageDurationMs : undefined;
}

/** Of an Agent it is the first function that is run for work. */
function timeoutOf({ kind, spec }: AnyDocument): number | undefined {
  if (kind === 'Function') return spec.timeoutSeconds;
  if (kind === 'EventProcessor') return spec.function.timeoutSeconds;
  return kind === 'Agent' ? spec.functions[0]?.timeoutSeconds : undefined;
}
