import { suggest } from '../../lib/suggest.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { objectOf } from '../raw.ts';
import { quote } from '../words.ts';
import { isKey, type Keys, keysOf } from './condition-keys.ts';
import type { Declared } from './declared.ts';
import { didYouMean } from './vocabulary.ts';

/** Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html */
const OPERATORS: readonly string[] = [
  'ArnEquals',
  'ArnLike',
  'ArnNotEquals',
  'ArnNotLike',
  'BinaryEquals',
  'Bool',
  'DateEquals',
  'DateGreaterThan',
  'DateGreaterThanEquals',
  'DateLessThan',
  'DateLessThanEquals',
  'DateNotEquals',
  'IpAddress',
  'NotIpAddress',
  'Null',
  'NumericEquals',
  'NumericGreaterThan',
  'NumericGreaterThanEquals',
  'NumericLessThan',
  'NumericLessThanEquals',
  'NumericNotEquals',
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'StringNotEquals',
  'StringNotEqualsIgnoreCase',
  'StringNotLike',
];

/** Operators and keys as the schema takes them. Others it refuses itself, with intrinsic functions that look like them (S6). */
const OPERATOR = /^(ForAllValues:|ForAnyValue:)?(?!(?:Ref|Condition)$)([A-Z][A-Za-z]+?)(IfExists)?$/;
const KEY = /^[A-Za-z][A-Za-z0-9-]*:[^:\s]\S*$/;

/** Operators and keys of `Condition` that AWS does not have for the services of the statement (A5). */
export function unknownConditions(statement: Declared): readonly Problem[] {
  const conditions = Object.entries(objectOf(statement.raw.Condition));
  if (conditions.length === 0) return [];
  const keys = keysOf(statement);
  return conditions.flatMap(([operator, tests]) => {
    const path = [...statement.path, 'Condition', operator];
    const names = Object.keys(objectOf(tests)).filter((key) => KEY.test(key));
    return [...unknownOperator(operator, path), ...names.flatMap((key) => unknownKey(key, path, keys))];
  });
}

function unknownOperator(operator: string, path: Path): Problem[] {
  const [, set = '', name, ifExists = ''] = OPERATOR.exec(operator) ?? [];
  if (name === undefined || (OPERATORS.includes(name) && `${name}${ifExists}` !== 'NullIfExists')) return [];
  const near = suggest(name, OPERATORS);
  const meant = near && (near === 'Null' ? `${set}Null` : `${set}${near}${ifExists}`);
  const message = `${quote(operator)} is no condition operator of IAM.`;
  return [{ code: 'UnknownIamName', path, at: 'key', message, ...didYouMean(meant) }];
}

function unknownKey(key: string, path: Path, keys: Keys | undefined): Problem[] {
  if (keys === undefined || isKey(key, keys)) return [];
  const message = `${quote(key)} is no condition key of ${keys.services.join(', ')}.`;
  const near = suggest(key, keys.known)?.replaceAll('$', 'name');
  return [{ code: 'UnknownIamName', path: [...path, key], at: 'key', message, ...didYouMean(near) }];
}
