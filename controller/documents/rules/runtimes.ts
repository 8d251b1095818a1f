import { RUNTIMES, type RuntimeDates } from '../../../registry/kinds/function/runtimes.ts';
import type { Finding } from '../../diagnostics/finding.ts';
import type { DocumentSource } from '../registry.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

/**
 * L5: runtimes past their dates. Nothing can be done with a function once Lambda refuses updates too; before, whether it refuses depends on
 * whether the function exists, which only a plan knows (`guard/refuse-runtimes.ts`).
 */
export function runtimes(context: RegistryContext): readonly Finding[] {
  return documentsOf(context, 'Function').flatMap(({ spec, source }) =>
    spec.runtime === undefined ? [] : judge(spec.runtime, RUNTIMES[spec.runtime], source, context),
  );
}

/** Since when Lambda creates no functions with a runtime; `undefined` where it does, and for names that are none. */
export function notCreatedSince(runtime: string, today: string): string | undefined {
  const known: Readonly<Record<string, RuntimeDates>> = RUNTIMES;
  const { createBlock } = (Object.hasOwn(known, runtime) ? known[runtime] : undefined) ?? {};
  return createBlock !== undefined && createBlock <= today ? createBlock : undefined;
}

function judge(runtime: string, dates: RuntimeDates, source: DocumentSource, context: RegistryContext): Finding[] {
  const { createBlock, updateBlock = createBlock, deprecated, successor } = dates;
  const place = { path: ['spec', 'runtime'], ...(successor === undefined ? {} : { hint: `Move to ${successor}.` }) };
  if (updateBlock !== undefined && updateBlock <= context.today) {
    const message = `Lambda creates no functions with ${runtime} since ${createBlock}, and updates none since ${updateBlock}.`;
    return [context.finding(source, { code: 'RetiredRuntime', ...place, message })];
  }
  if (deprecated > context.today) return [];
  const message = `AWS no longer maintains ${runtime} since ${deprecated}${whatNext(runtime, dates, context.today)}.`;
  return [context.finding(source, { code: 'DeprecatedRuntime', severity: 'warning', ...place, message })];
}

function whatNext(runtime: string, { createBlock, updateBlock }: RuntimeDates, today: string): string {
  if (createBlock === undefined) return '';
  if (notCreatedSince(runtime, today) === undefined)
    return `, and Lambda will refuse new functions from ${createBlock} on`;
  return `; Lambda creates no more functions with it, and updates none from ${updateBlock} on`;
}
