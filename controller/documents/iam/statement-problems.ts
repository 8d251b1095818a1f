import type { Json } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { combinations } from './combinations.ts';
import { unknownConditions } from './conditions.ts';
import { declaredIn } from './declared.ts';
import { escalations } from './escalation.ts';
import { missingParts, policySize, repeatedSids } from './grammar.ts';
import { unknownVariables } from './variables.ts';
import { unknownActions } from './vocabulary.ts';

/**
 * What is wrong with IAM statements by themselves, of whatever kind the document is: half a statement, names that AWS does not have (A5),
 * and rights by which more rights can be had (A1). `base` is where the list stands in its document. Whose resources the
 * statements name is another question, see `foreign-resources.ts`: the answer depends on the registry.
 */
export function statementProblems(statements: Json | undefined, base: Path): readonly Problem[] {
  const tooLarge = policySize(statements, base);
  // What follows costs time for every name, and a list of this size cannot be deployed anyway (R2).
  if (tooLarge.length > 0) return tooLarge;
  const declared = declaredIn(statements, base);
  return [
    ...declared.flatMap(missingParts),
    ...repeatedSids(declared),
    ...unknownActions(declared),
    ...declared.flatMap(unknownConditions),
    ...declared.flatMap(unknownVariables),
    ...escalations(declared),
    ...combinations(declared),
  ];
}
