import type { Template } from 'aws-cdk-lib/assertions';

/** Where the tests pretend to deploy. */
export const ACCOUNT = '111122223333';
export const REGION = 'us-east-1';

/** A statement with everything that CloudFormation would fill in filled in. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

/** What somebody wants to do. A condition key that is not in `context` is not in the request. */
export interface Request {
  readonly action: string;
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
}

/** Statements of the one role whose logical id begins with `id`, inline and in policies of its own, with every reference resolved. */
export function statementsOf(template: Template, id: string): readonly Statement[] {
  const roles = Object.entries(template.findResources('AWS::IAM::Role')).filter(([name]) => name.startsWith(id));
  const [[, role] = [id, undefined]] = roles;
  if (roles.length !== 1) throw new Error(`${roles.length} roles begin with ${id}`);
  const own: readonly { readonly Ref: string }[] = role?.Properties.ManagedPolicyArns ?? [];
  const managed = template.findResources('AWS::IAM::ManagedPolicy');
  const policies: readonly { readonly PolicyDocument: { readonly Statement: readonly Statement[] } }[] = resolve([
    ...(role?.Properties.Policies ?? []),
    ...own.map(({ Ref }) => managed[Ref]?.Properties),
  ]);
  return policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement).map(normalise);
}

/**
 * IAM's decision by identity policies alone: a deny wins, then an allow, else no
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html). Throws on a condition operator
 * that no policy of ours uses yet, rather than guess.
 */
export function isAllowed(statements: readonly Statement[], request: Request): boolean {
  const applying = statements.filter((statement) => applies(statement, request));
  return applying.some(({ Effect }) => Effect === 'Allow') && applying.every(({ Effect }) => Effect === 'Allow');
}

/** True when a pattern of IAM (`*`, `?`) matches the whole text. */
export function matches(pattern: string, text: string): boolean {
  return compiled(pattern).test(text);
}

const cache = new Map<string, RegExp>();

function compiled(pattern: string): RegExp {
  const known = cache.get(pattern);
  if (known) return known;
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  const made = new RegExp(`^${source}$`);
  cache.set(pattern, made);
  return made;
}

function applies({ Action, Resource, Condition }: Statement, { action, resource, context = {} }: Request): boolean {
  return (
    Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => matches(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, listOf(wanted), context[key])),
    )
  );
}

function holds(operator: string, wanted: readonly string[], given: string | readonly string[] | undefined): boolean {
  const values = given === undefined ? [] : listOf(given);
  switch (operator) {
    case 'ArnEquals':
    case 'StringEquals':
      return values.some((value) => wanted.includes(value));
    case 'StringEqualsIfExists':
      return values.length === 0 || values.some((value) => wanted.includes(value));
    case 'StringLike':
    case 'ForAnyValue:StringLike':
      return values.some((value) => wanted.some((pattern) => matches(pattern, value)));
    case 'ForAllValues:StringLike':
      return values.every((value) => wanted.some((pattern) => matches(pattern, value)));
    default:
      throw new Error(`No policy used ${operator} before: teach this evaluator`);
  }
}

function normalise(statement: Statement): Statement {
  const { Action, Resource, Condition = {} } = statement;
  return { ...statement, Action: listOf(Action), Resource: listOf(Resource), Condition };
}

function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

/** `Fn::GetAtt` and `Ref` of our own resources become `arn:own:<logical id>`, which no pattern for another resource matches. */
function resolve<Resolved>(value: unknown): Resolved;
function resolve(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => resolve(one));
  if (typeof value !== 'object' || value === null) return value;
  if ('Ref' in value) return pseudoParameter(String(value.Ref));
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `arn:own:${value['Fn::GetAtt'][0]}`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [delimiter, parts] = value['Fn::Join'];
    return resolve<readonly string[]>(parts).join(delimiter);
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolve(one)]));
}

function pseudoParameter(name: string): string {
  const known: Readonly<Record<string, string>> = {
    'AWS::Partition': 'aws',
    'AWS::Region': REGION,
    'AWS::AccountId': ACCOUNT,
  };
  return known[name] ?? `arn:own:${name}`;
}
