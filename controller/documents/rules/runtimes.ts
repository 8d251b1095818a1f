import { RUNTIMES, type RuntimeDates } from '../../../registry/kinds/function/runtimes.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { DocumentSource } from '../registry.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/** L5: runtimes past their dates. From the day of the create-block on Lambda refuses new functions; before it, AWS stops patching. */
export function runtimes(context: RegistryContext): readonly Finding[] {
  return documentsOf(context, 'Function').flatMap(({ spec, source }) =>
    spec.runtime === undefined ? [] : judge(spec.runtime, RUNTIMES[spec.runtime], source, context),
  );
}

function judge(runtime: string, dates: RuntimeDates, source: DocumentSource, context: RegistryContext): Finding[] {
  const { createBlock, updateBlock, deprecated, successor } = dates;
  const place = { path: ['spec', 'runtime'], ...(successor === undefined ? {} : { hint: `Move to ${successor}.` }) };
  if (createBlock !== undefined && createBlock <= context.today) {
    const updates = updateBlock === undefined ? '' : `, and updates none from ${updateBlock} on`;
    const message = `Lambda creates no more functions with ${runtime} since ${createBlock}${updates}.`;
    return [context.finding(source, { code: 'RetiredRuntime', ...place, message })];
  }
  if (deprecated > context.today) return [];
  const until = createBlock === undefined ? '' : `, and Lambda will refuse new functions from ${createBlock} on`;
  const message = `AWS no longer maintains ${runtime} since ${deprecated}${until}.`;
  return [context.finding(source, { code: 'DeprecatedRuntime', severity: 'warning', ...place, message })];
}
