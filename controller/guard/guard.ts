import type { Finding, Location } from '../diagnostics/finding.ts';
import type { ObservedState } from '../observe/observed.ts';
import type { StackPlan } from '../plan/plan.ts';
import { refuseChanges } from './refuse-changes.ts';
import { type RuntimeInput, refuseRuntimes } from './refuse-runtimes.ts';

/** How much one revision may delete before it is refused (K5): more than the count and more than the share. */
export interface DeleteLimits {
  readonly resources: number;
  /** Share of all observed resources, 0 to 1. */
  readonly share: number;
}

/** Chosen so that removing one service with its routes passes and losing a folder of teams does not. */
export const DELETE_LIMITS: DeleteLimits = { resources: 20, share: 0.3 };

/** What the guard looks at. */
export interface GuardInput extends RuntimeInput {
  readonly observed: ObservedState;
  readonly project: string;
  /** Number of valid documents in the registry (K1). */
  readonly documents: number;
  readonly limits: DeleteLimits;
  /** Where refusals that have no line of their own point to: the Platform document. */
  readonly at: Location;
}

/** Refuses plans that must not be applied as they are. Pure; returns findings, all of severity error. */
export function guard(input: GuardInput): readonly Finding[] {
  return [
    ...refuseEmptyRegistry(input),
    ...refuseForeignStacks(input),
    ...refuseMassDelete(input),
    ...refuseChanges(input.plan, input.observed, input.at),
    ...refuseRuntimes(input),
  ];
}

function refuseEmptyRegistry({ documents, plan, at }: GuardInput): readonly Finding[] {
  if (documents > 0 || plan.summary.delete === 0) return [];
  const message = 'The registry holds no document at all, and an empty registry never deletes anything.';
  return [refusal('EmptyRegistry', message, at, 'Restore the registry files, or remove stacks one team at a time.')];
}

/**
 * Such a stack is nobody's: of one in review there is a change set and not even tags, as of our own between a first change set and its execution.
 */
const HOLDS_NOTHING: ReadonlySet<string> = new Set(['DELETE_COMPLETE', 'REVIEW_IN_PROGRESS']);

function refuseForeignStacks({ plan, observed, project, at }: GuardInput): readonly Finding[] {
  const touched = new Set(plan.stacks.filter((stack) => stack.action !== 'noop').map((stack) => stack.name));
  return observed.stacks
    .filter((stack) => touched.has(stack.name) && !HOLDS_NOTHING.has(stack.status))
    .filter((stack) => stack.tags['managed-by'] !== 'holdfast' || stack.tags.project !== project)
    .map((stack) => {
      const message = `A stack named ${stack.name} exists and is not managed by Holdfast for project ${project}.`;
      return refusal('ForeignStack', message, at, 'Choose another project name, or delete or rename that stack first.');
    });
}

function refuseMassDelete({ plan, observed, limits, at }: GuardInput): readonly Finding[] {
  const deleted = plan.stacks.flatMap((stack: StackPlan) => stack.nodes).filter((node) => node.action === 'delete');
  const total = observed.stacks.reduce((sum, stack) => sum + stack.resources.length, 0);
  if (deleted.length <= limits.resources || deleted.length <= total * limits.share) return [];
  const percent = Math.round((deleted.length / total) * 100);
  const message = `This revision would delete ${deleted.length} of ${total} resources (${percent} %).`;
  return [
    refusal(
      'MassDelete',
      message,
      at,
      'Split the removal over several commits, or restore what was removed by mistake.',
    ),
  ];
}

function refusal(
  code: 'EmptyRegistry' | 'ForeignStack' | 'MassDelete',
  message: string,
  at: Location,
  hint: string,
): Finding {
  return { code, severity: 'error', message, ...at, path: '', hint };
}
