import { type Expected, type ExpectedObject, isExpectedList, isExpectedObject, stableText } from './expected.ts';
import { jsonForm } from './forms.ts';

/** Members of a statement that are one text or a set of them; IAM takes actions in any case. */
const SETS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['Action', (action) => action.toLowerCase()],
  ['NotAction', (action) => action.toLowerCase()],
  ['Resource', (arn) => arn],
  ['NotResource', (arn) => arn],
]);

/**
 * A policy document in the one form in which two that allow the same compare: parsed, statements and their sets sorted, one
 * value as a list of one, accounts as their ids, condition keys in lower case. `Id` says nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html: order and case;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html: accounts and everybody.
 */
export function policyForm(value: Expected): Expected {
  const document = jsonForm(value);
  if (!isExpectedObject(document)) return document;
  const { Id: _, Statement = [], ...rest } = document;
  const statements = listOf(Statement).map((one) => (isExpectedObject(one) ? statementForm(one) : one));
  return { ...rest, Statement: sorted(statements) };
}

function statementForm(statement: ExpectedObject): ExpectedObject {
  const entries = Object.entries(statement).flatMap(([key, value]) => {
    const write = SETS.get(key);
    if (write !== undefined) return [[key, setOf(value, write)] as const];
    if (key === 'Principal' || key === 'NotPrincipal') return [[key, principalForm(value)] as const];
    if (key === 'Condition') return [[key, conditionForm(value)] as const];
    return key === 'Sid' && value === '' ? [] : [[key, value] as const];
  });
  return Object.fromEntries(entries);
}

/** `"*"` and `{"AWS": "*"}` are both everybody; `arn:aws:iam::<id>:root` and `<id>` are the same account. */
function principalForm(value: Expected): Expected {
  const kinds = value === '*' ? { AWS: ['*'] } : value;
  if (!isExpectedObject(kinds)) return kinds;
  return Object.fromEntries(Object.entries(kinds).map(([kind, names]) => [kind, setOf(names, accountId)]));
}

/** `arn:aws:iam::123456789012:root` as `123456789012`; any other text as it is. */
export function accountId(text: string): string {
  return text.replace(/^arn:[^:]+:iam::(\d{12}):root$/, '$1');
}

function conditionForm(value: Expected): Expected {
  if (!isExpectedObject(value)) return value;
  const operators = Object.entries(value).map(([operator, keys]) => [operator, keysForm(keys)] as const);
  return Object.fromEntries(operators);
}

function keysForm(keys: Expected): Expected {
  if (!isExpectedObject(keys)) return keys;
  return Object.fromEntries(
    Object.entries(keys).map(([key, values]) => [key.toLowerCase(), setOf(values, (one) => one)]),
  );
}

function setOf(value: Expected, write: (text: string) => string): readonly Expected[] {
  const items = listOf(value).map((item) => (typeof item === 'object' ? item : write(String(item))));
  return sorted([...new Set(items)]);
}

function listOf(value: Expected): readonly Expected[] {
  return isExpectedList(value) ? value : [value];
}

function sorted(items: readonly Expected[]): readonly Expected[] {
  const written = items.map((item) => ({ text: stableText(item), item }));
  return written.sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)).map(({ item }) => item);
}
