import type { Finding } from '../diagnostics/finding.ts';
import { isJsonObject, type Json } from '../lib/json.ts';
import type { DesiredStack } from './desired.ts';
import type { TemplateResource } from './template.ts';

/**
 * Characters that a policy may have, without white space. Source:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html (trust policy, inline policies of a role together, managed policy)
 */
const LIMITS = { trust: 2048, inline: 10_240, managed: 6144 } as const;

/** What a reference comes to: about the length of an ARN. Its value is not known while compiling. */
const REFERENCE_LENGTH = 128;

/** Refuses policies that IAM would refuse for their size, each at the line of the document that they come from. */
export function checkPolicies(stack: DesiredStack): readonly Finding[] {
  return Object.entries(stack.template.Resources).flatMap(([id, resource]) =>
    policiesOf(resource)
      .filter(({ size, limit }) => size > limit)
      .map(({ what, size, limit }): Finding => {
        const { file = '', line = 1, column = 1, document = id } = stack.sources[id] ?? {};
        const message = `The ${what} of ${document} has about ${size} characters; IAM takes ${limit}.`;
        return { code: 'PolicyTooLarge', severity: 'error', message, file, line, column, path: '' };
      }),
  );
}

interface PolicySize {
  readonly what: string;
  readonly size: number;
  readonly limit: number;
}

function policiesOf({ Type, Properties = {} }: TemplateResource): readonly PolicySize[] {
  if (Type === 'AWS::IAM::ManagedPolicy') {
    return [{ what: 'permissions boundary', size: sizeOf(Properties.PolicyDocument), limit: LIMITS.managed }];
  }
  if (Type !== 'AWS::IAM::Role') return [];
  const inline = Array.isArray(Properties.Policies) ? Properties.Policies : [];
  const size = inline.reduce<number>(
    (sum, policy: { PolicyDocument?: Json }) => sum + sizeOf(policy.PolicyDocument),
    0,
  );
  return [
    { what: "role's trust policy", size: sizeOf(Properties.AssumeRolePolicyDocument), limit: LIMITS.trust },
    { what: "role's policy", size, limit: LIMITS.inline },
  ];
}

/** Length as IAM counts it. */
function sizeOf(document: Json | undefined): number {
  if (document === undefined) return 0;
  return JSON.stringify(withLengths(document)).replaceAll(/\s/g, '').length;
}

/** The document with every reference replaced by a text of the length that its value will have. */
function withLengths(value: Json): Json {
  if (Array.isArray(value)) return value.map(withLengths);
  if (!isJsonObject(value)) return value;
  if ('Ref' in value || 'Fn::GetAtt' in value) return 'x'.repeat(REFERENCE_LENGTH);
  const join = value['Fn::Join'];
  if (Array.isArray(join) && Array.isArray(join[1])) return join[1].map(withLengths).join('');
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withLengths(inner)]));
}
