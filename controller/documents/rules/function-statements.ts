import type { JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf, textsOf } from '../raw.ts';
import { quote } from '../words.ts';
import { EVERYTHING, escalationOf } from './escalation.ts';

/** IAM statements: exactly one of each pair that IAM has, and no right by which more rights can be had (A1). */
export function functionStatements(document: JsonObject): readonly Problem[] {
  return listOf(objectOf(document.spec).statements).flatMap((entry, index) => {
    const path = ['spec', 'statements', index];
    const statement = objectOf(entry);
    return [
      ...pairProblems(statement, path, 'Action'),
      ...pairProblems(statement, path, 'Resource'),
      ...escalations(statement, path),
    ];
  });
}

/** A statement has `Action` or `NotAction`, and `Resource` or `NotResource`. Source: IAM JSON policy grammar. */
function pairProblems(statement: JsonObject, path: Path, field: 'Action' | 'Resource'): Problem[] {
  const opposite = `Not${field}`;
  const given = statement[field] !== undefined;
  const inverted = statement[opposite] !== undefined;
  if (given && inverted) {
    const message = `A statement has either ${field} or ${opposite}, not both.`;
    return [{ code: 'ConflictingFields', path: [...path, opposite], at: 'key', message }];
  }
  if (given || inverted) return [];
  return [{ code: 'MissingField', path: [...path, field], message: `The statement needs ${field} (or ${opposite}).` }];
}

function escalations(statement: JsonObject, path: Path): Problem[] {
  if (statement.Effect !== 'Allow') return [];
  const inverted = statement.NotAction === undefined ? [] : [NOT_ACTION];
  const resources = statement.NotResource === undefined ? textsOf(statement.Resource) : [EVERYTHING];
  const actions = textsOf(statement.Action).flatMap((action, index) => {
    const reason = escalationOf(action, resources);
    return reason === undefined ? [] : [{ at: actionPath(statement, index), message: `${quote(action)} ${reason}.` }];
  });
  return [...inverted, ...actions].map(({ at, message }) => ({
    code: 'PrivilegeEscalation',
    path: [...path, ...at],
    message,
  }));
}

const NOT_ACTION = { at: ['NotAction'], message: 'Allow with NotAction allows every other action there is.' } as const;

function actionPath(statement: JsonObject, index: number): Path {
  return Array.isArray(statement.Action) ? ['Action', index] : ['Action'];
}
