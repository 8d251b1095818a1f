import type { DesiredState } from '../compile/desired.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { notCreatedSince } from '../documents/rules/runtimes.ts';
import type { Plan, PlanNode } from '../plan/plan.ts';

/** What the refusal of runtimes looks at. */
export interface RuntimeInput {
  readonly plan: Plan;
  readonly desired: DesiredState;
  /** The day of the run, `YYYY-MM-DD`. */
  readonly today: string;
}

/** Refuses to create functions in runtimes in which Lambda creates none (L5). An existing function may still be updated in them. */
export function refuseRuntimes({ plan, desired, today }: RuntimeInput): readonly Finding[] {
  const stacks = new Map(desired.stacks.map((stack) => [stack.name, stack]));
  return plan.stacks.flatMap(({ name, nodes }) =>
    nodes.filter(isNew).flatMap((node) => {
      const runtime = stacks.get(name)?.template.Resources[node.logicalId]?.Properties?.Runtime;
      const since = typeof runtime === 'string' ? notCreatedSince(runtime, today) : undefined;
      return since === undefined ? [] : [refusal(node, String(runtime), since)];
    }),
  );
}

function isNew({ type, action }: PlanNode): boolean {
  return type === 'AWS::Lambda::Function' && (action === 'create' || action === 'replace');
}

function refusal({ source, action }: PlanNode, runtime: string, since: string): Finding {
  const { file = '', line = 1, column = 1, document = 'A function' } = source ?? {};
  const what = action === 'create' ? 'is new' : 'would be replaced by a new function';
  const message = `${document} ${what}, and Lambda creates no more functions with ${runtime} since ${since}.`;
  return { code: 'RetiredRuntime', severity: 'error', message, file, line, column, path: 'spec.runtime' };
}
