import { HoldfastError } from '../diagnostics/error.ts';
import { awsError } from './aws-errors.ts';

/** How CloudFormation words a refusal, and what it means. Its `ValidationError` covers a dozen different things. */
interface Refusal {
  readonly message: RegExp;
  readonly code: string;
  readonly retryable: boolean;
}

const STACK_MISSING = /^Stack\b.*\bdoes not exist/;

const REFUSALS: readonly Refusal[] = [
  // "Stack:arn… is in UPDATE_IN_PROGRESS state and can not be updated", "cannot be deleted while in status …",
  // "An operation on this ChangeSet is currently in progress", "cannot be executed in its current status of [CREATE_IN_PROGRESS]"
  {
    message: /\b(?:in|status|state)\b.{0,40}\b(?!REVIEW_)[A-Z_]+_(?:IN_PROGRESS|PENDING)\b/,
    code: 'StackBusy',
    retryable: true,
  },
  { message: /currently in progress|another operation/i, code: 'StackBusy', retryable: true },
  { message: /\bstatus of \[OBSOLETE\]/, code: 'ChangeSetObsolete', retryable: false },
  { message: /TerminationProtection is enabled/i, code: 'TerminationProtected', retryable: false },
  { message: /\bis in [A-Z_]+ state and can ?not be updated/, code: 'StackNotUpdatable', retryable: false },
  { message: /cannot be called from current stack status/, code: 'StackNotUpdatable', retryable: false },
  { message: /^Stack\b.*\balready exists/, code: 'StackExists', retryable: false },
  { message: STACK_MISSING, code: 'StackNotFound', retryable: false },
  { message: /mismatch with existing attribute/, code: 'ChangeSetMismatch', retryable: false },
];

/** Answers that carry a refusal in their text, by name without `Exception`. */
const WORDED = new Set(['ValidationError', 'InvalidChangeSetStatus', 'AlreadyExists']);

/**
 * An error of a CloudFormation call as a HoldfastError, more precisely than {@link awsError}: `StackBusy` (retryable),
 * `StackNotFound`, `StackExists`, `StackNotUpdatable`, `TerminationProtected`, `ChangeSetNotFound`, `ChangeSetObsolete`,
 * `ChangeSetMismatch`. `otherwise` is the code of a `ValidationError` that none of these words explains.
 */
export function stackError(error: unknown, operation: string, otherwise = 'ValidationError'): HoldfastError {
  const mapped = awsError(error, operation);
  if (!(error instanceof Error) || error instanceof HoldfastError || !WORDED.has(nameOf(error))) return mapped;
  const refusal = REFUSALS.find(({ message }) => message.test(error.message));
  const code = refusal?.code ?? (nameOf(error) === 'ValidationError' ? otherwise : mapped.code);
  return new HoldfastError(mapped.message, {
    code,
    source: 'aws',
    retryable: refusal?.retryable ?? false,
    cause: mapped.cause,
  });
}

/** True when CloudFormation says that there is no such stack. */
export function isStackMissing(error: unknown): boolean {
  return error instanceof Error && nameOf(error) === 'ValidationError' && STACK_MISSING.test(error.message);
}

/** True when there is no such change set, or no stack that could have it. */
export function isChangeSetMissing(error: unknown): boolean {
  return (error instanceof Error && nameOf(error) === 'ChangeSetNotFound') || isStackMissing(error);
}

/** True when CloudFormation has seen this ClientRequestToken before: our earlier call got through. */
export function isTokenKnown(error: unknown): boolean {
  return error instanceof Error && nameOf(error) === 'TokenAlreadyExists';
}

/**
 * True when a change set of that name is there already. CloudFormation then compares it with the request and names what
 * differs; another token is the same change set made by an earlier attempt, anything else is another change set.
 */
export function isChangeSetMade(error: unknown): boolean {
  if (!(error instanceof Error) || nameOf(error) !== 'AlreadyExists' || !/^ChangeSet\b/.test(error.message))
    return false;
  const differs = /mismatch with existing attribute (\w+)/.exec(error.message)?.[1];
  return differs === undefined || differs === 'ClientToken';
}

/** True when the change set is not in a state in which it can be executed or deleted. */
export function isChangeSetStatusRefused(error: unknown): boolean {
  return error instanceof Error && nameOf(error) === 'InvalidChangeSetStatus';
}

function nameOf(error: Error): string {
  return error.name.replace(/Exception$/, '');
}
