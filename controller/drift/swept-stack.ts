import type { StackRecord } from '../apply/progress.ts';
import type { ResourceSource } from '../compile/desired.ts';
import type { Template } from '../compile/template.ts';

/** One applied stack as a sweep looks at it. */
export interface SweptStack {
  readonly record: StackRecord;
  /** The template of `record.applied`; absent when nothing is applied yet or its text is lost. */
  readonly template?: Template;
  /** Logical id → the registry line that asked for it. */
  readonly sources: Readonly<Record<string, ResourceSource>>;
}

/** Why a whole stack cannot be compared now; `undefined` when it can. A stack in the middle of an apply is never drift (F5, F7). */
export function whyNotCompared({ record, template }: SweptStack): string | undefined {
  const { applied, attempted } = record;
  if (
    attempted !== undefined &&
    (applied?.sha !== attempted.sha || applied.templateDigest !== attempted.templateDigest)
  ) {
    return `the apply of ${attempted.sha} to this stack has not finished`;
  }
  if (applied === undefined) return 'nothing was applied to this stack yet';
  return template === undefined ? 'the template that was applied is not in the record' : undefined;
}
