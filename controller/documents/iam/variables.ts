import type { Json } from '../../lib/json.ts';
import { suggest } from '../../lib/suggest.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf } from '../raw.ts';
import { quote } from '../words.ts';
import { isKey, type Keys, keysOf } from './condition-keys.ts';
import type { Declared, Entry } from './declared.ts';
import { didYouMean } from './vocabulary.ts';

/** `${aws:username}`, `${aws:PrincipalTag/team, 'none'}`; `${*}`, `${?}` and `${$}` are the characters themselves. */
const VARIABLE = /\$\{([^{}]*)\}/g;

/**
 * Variables in resources and conditions that name no condition key (A5), and those of CloudFormation, which are not replaced here: the
 * text would stay as it is, and match nothing (S6).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
export function unknownVariables(statement: Declared): readonly Problem[] {
  const { raw, path, resources, notResources } = statement;
  const texts = [...resources, ...notResources, ...textsWithin(raw.Condition, [...path, 'Condition'])];
  const found = texts.flatMap(({ text, path: at }) =>
    [...text.matchAll(VARIABLE)].map(([, name = '']) => ({ name, at })),
  );
  if (found.length === 0) return [];
  const keys = keysOf(statement);
  return found.flatMap(({ name, at }) => unknownVariable(name, at, keys));
}

function unknownVariable(name: string, path: Path, keys: Keys | undefined): Problem[] {
  const key = (name.split(',')[0] ?? '').trim();
  const written = quote(`\${${name}}`);
  if (key.startsWith('AWS::')) {
    const message = `${written} is CloudFormation's, which does not replace it here.`;
    return [{ code: 'UnknownIamName', path, message, hint: 'Write the value itself.' }];
  }
  if (['*', '?', '$'].includes(key) || keys === undefined || isKey(key, keys)) return [];
  const near = suggest(key, keys.known)?.replaceAll('$', 'name');
  const message = `${written} is no policy variable.`;
  return [{ code: 'UnknownIamName', path, message, ...didYouMean(near && `\${${near}}`) }];
}

/** All texts inside a value, with their paths. */
function textsWithin(value: Json | undefined, path: Path): Entry[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (isObject(value)) return Object.entries(value).flatMap(([name, inner]) => textsWithin(inner, [...path, name]));
  return listOf(value).flatMap((inner, index) => textsWithin(inner, [...path, index]));
}
