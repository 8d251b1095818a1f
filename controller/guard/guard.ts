import type { ConsentKind } from '../diagnostics/consent.ts';
import type { Finding, Location } from '../diagnostics/finding.ts';
import type { ObservedState } from '../observe/observed.ts';
import type { StackPlan } from '../plan/plan.ts';
import { findDataLoss, type OwnersOf } from './data-loss.ts';
import { refuseChanges } from './refuse-changes.ts';
import { type RuntimeInput, refuseRuntimes } from './refuse-runtimes.ts';
import { findRenames } from './renames.ts';
import { findWidening } from './widening.ts';

/** How much one revision may delete before somebody has to agree (K5): more than the count and more than the share. */
export interface DeleteLimits {
  readonly resources: number;
  /** Share of all observed resources, 0 to 1. */
  readonly share: number;
}

/** What the guard looks at. */
export interface GuardInput extends RuntimeInput {
  readonly observed: ObservedState;
  readonly project: string;
  /** The account that is inside. */
  readonly account: string;
  /** Number of valid documents in the registry (K1). */
  readonly documents: number;
  readonly limits: DeleteLimits;
  /** Whether gains of the teams' own roles are asked about. */
  readonly teamRoles: boolean;
  /** Who answers for a stack, for what a person may agree to (G6). */
  readonly ownersOf: OwnersOf;
  /** Where refusals that have no line of their own point to: the Platform document. */
  readonly at: Location;
}

/**
 * Refuses plans that must not be applied as they are. Pure; returns findings, all of severity error. Those with `consent` no longer
 * stop a plan to which somebody agreed; the others stop it whatever anybody says.
 */
export function guard(input: GuardInput): readonly Finding[] {
  const { plan, observed, ownersOf, at } = input;
  return [
    ...refuseEmptyRegistry(input),
    ...refuseForeignStacks(input),
    ...askMassDelete(input),
    ...refuseChanges(plan, observed, at),
    ...refuseRuntimes(input),
    ...findDataLoss(plan, ownersOf, at),
    ...findRenames(input, ownersOf),
    ...findWidening({ ...input, teams: input.teamRoles }, ownersOf),
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

/** Everybody's matter, so that anybody may agree who is not the author. */
function askMassDelete({ plan, observed, limits, at }: GuardInput): readonly Finding[] {
  const deleted = plan.stacks.flatMap((stack: StackPlan) => stack.nodes).filter((node) => node.action === 'delete');
  const total = observed.stacks.reduce((sum, stack) => sum + stack.resources.length, 0);
  if (deleted.length <= limits.resources || deleted.length <= total * limits.share) return [];
  const percent = Math.round((deleted.length / total) * 100);
  const message = `This revision would delete ${deleted.length} of ${total} resources (${percent} %).`;
  const hint = 'Restore what was removed by mistake, split the removal over several commits, or have somebody agree.';
  return [{ ...refusal('MassDelete', message, at, hint), consent: { what: 'mass-delete' satisfies ConsentKind } }];
}

function refusal(
  code: 'EmptyRegistry' | 'ForeignStack' | 'MassDelete',
  message: string,
  at: Location,
  hint: string,
): Finding {
  return { code, severity: 'error', message, ...at, path: '', hint };
}
