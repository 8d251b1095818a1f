import type { JsonObject } from '../../lib/json.ts';
import { statementProblems } from '../iam/statement-problems.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';

/** The statements of a Function, by themselves; whose resources they name, `own-resources.ts` tells. */
export function functionStatements(document: JsonObject): readonly Problem[] {
  return statementProblems(objectOf(document.spec).statements, ['spec', 'statements']);
}
