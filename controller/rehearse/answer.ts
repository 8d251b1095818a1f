import type { FailedCheck } from './port.ts';

/**
 * What happens to a resource, worst first. `unknown` is an action that CloudFormation names and we do not; what is `taken-over` exists already, because
 * an earlier commit left it or somebody made it.
 */
export const SURPRISE_EFFECTS = [
  'removed',
  'replaced',
  'may-be-replaced',
  'unknown',
  'taken-over',
  'added',
  'changed',
] as const;

/** One of {@link SURPRISE_EFFECTS}. */
export type SurpriseEffect = (typeof SURPRISE_EFFECTS)[number];

/** Something that a change set would do and the plan does not say. */
export interface Surprise {
  readonly logicalId: string;
  readonly type: string;
  readonly effect: SurpriseEffect;
  /** Data goes with it, and the plan does not even name the possibility. */
  readonly losesData: boolean;
}

/** What came of asking CloudFormation about one stack of a plan. */
export type Answer =
  | { readonly kind: 'confirmed' }
  /** It would do more than the plan says, or warns. */
  | { readonly kind: 'more'; readonly surprises: readonly Surprise[]; readonly checks: readonly FailedCheck[] }
  /** It would not do it at all. */
  | { readonly kind: 'refused'; readonly reason: string; readonly checks: readonly FailedCheck[] }
  /** It was not asked, or gave no answer; what the plan says stands as it was. */
  | { readonly kind: 'none'; readonly because: string };

/** The answer for one stack. */
export interface StackAnswer {
  readonly stack: string;
  readonly answer: Answer;
}

/** True when a plan must not pass with this answer: CloudFormation refuses it, or would, or it loses data that the plan does not name. */
export function isContradiction(answer: Answer): boolean {
  if (answer.kind === 'refused') return true;
  if (answer.kind !== 'more') return false;
  return losesData(answer) || answer.checks.some(({ mode }) => mode === 'fail');
}

/** True when a change set would lose data that the plan does not name. */
export function losesData(answer: Answer): boolean {
  return answer.kind === 'more' && answer.surprises.some((surprise) => surprise.losesData);
}
