import type { Json } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { quote } from '../words.ts';
import type { Declared } from './declared.ts';

/**
 * Most characters that IAM takes in all inline policies of a role, white space not counted.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
const MAX_POLICY_LENGTH = 10_240;

/** A statement has `Action` or `NotAction`, and `Resource` or `NotResource`. Source: IAM JSON policy grammar. */
export function missingParts(statement: Declared): readonly Problem[] {
  return [...pairProblems(statement, 'Action'), ...pairProblems(statement, 'Resource')];
}

function pairProblems({ raw, path }: Declared, field: 'Action' | 'Resource'): Problem[] {
  const opposite = `Not${field}`;
  const given = raw[field] !== undefined;
  const inverted = raw[opposite] !== undefined;
  if (given && inverted) {
    const message = `A statement has either ${field} or ${opposite}, not both.`;
    return [{ code: 'ConflictingFields', path: [...path, opposite], at: 'key', message }];
  }
  if (given || inverted) return [];
  return [{ code: 'MissingField', path: [...path, field], message: `The statement needs ${field} (or ${opposite}).` }];
}

/** IAM takes a Sid only once in a policy. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_sid.html */
export function repeatedSids(statements: readonly Declared[]): readonly Problem[] {
  const seen = new Set<string>();
  return statements.flatMap(({ raw: { Sid }, path }) => {
    if (typeof Sid !== 'string' || Sid === '') return [];
    if (!seen.has(Sid)) {
      seen.add(Sid);
      return [];
    }
    const message = `An earlier statement has the Sid ${quote(Sid)} too; IAM takes it once.`;
    return [{ code: 'InvalidValue', path: [...path, 'Sid'], message }];
  });
}

/**
 * Statements of twice the characters that a role takes: looking at them would cost more than saying so (R2). What is nearer to the limit
 * is counted when the role is made, with what Holdfast adds to it (compile/headroom.ts).
 */
export function policySize(statements: Json | undefined, path: Path): readonly Problem[] {
  const length = statements === undefined ? 0 : JSON.stringify(statements).length;
  if (length <= 2 * MAX_POLICY_LENGTH) return [];
  const message = `The statements have ${length} characters; a role takes ${MAX_POLICY_LENGTH}.`;
  return [{ code: 'PolicyTooLarge', path, message }];
}
