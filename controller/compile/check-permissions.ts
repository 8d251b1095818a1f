import type { Finding } from '../diagnostics/finding.ts';
import { isJsonObject, type Json } from '../lib/json.ts';
import type { DesiredStack } from './desired.ts';
import type { TemplateResource } from './template.ts';

/** Size of a function's own policy: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html (resource-based policy). */
const MAX_POLICY_BYTES = 20_480;

/** What is around the statements, and between them. */
const FRAME_BYTES = 64;
const SEPARATOR_BYTES = 1;

/** Lengths of what is not known while compiling: an API's id, what CloudFormation adds to a logical id, and the longest function name. */
const REFERENCE_LENGTH = 10;
const SUFFIX_LENGTH = 14;
const NAME_LENGTH = 64;

/** Refuses more callers of a function than its policy has room for: each route has an entry, so that the API can call it for nothing else. */
export function checkPermissions(stack: DesiredStack): readonly Finding[] {
  const permissions = Object.entries(stack.template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Permission',
  );
  const byFunction = Map.groupBy(permissions, ([, { Properties = {} }]) =>
    JSON.stringify(Properties.FunctionName ?? ''),
  );
  return [...byFunction.values()].flatMap((entries): readonly Finding[] => {
    const sizes = entries.map(([id, permission]) => statementBytes(`${stack.name}-${id}`, permission));
    const bytes = sizes.reduce((sum, size) => sum + size + SEPARATOR_BYTES, FRAME_BYTES);
    if (bytes <= MAX_POLICY_BYTES) return [];
    const [id = ''] = entries.at(-1) ?? [];
    const { file = '', line = 1, column = 1 } = stack.sources[id] ?? {};
    const message = `${entries.length} callers need about ${bytes} bytes of the function's policy; Lambda takes ${MAX_POLICY_BYTES}.`;
    return [{ code: 'TooManyCallers', severity: 'error', message, file, line, column, path: '', hint: HINT }];
  });
}

const HINT = 'Put routes together with {proxy+} or ANY, or lead some of them to another function.';

/** A statement as Lambda writes it. */
function statementBytes(sid: string, { Properties = {} }: TemplateResource): number {
  const arn = `arn:aws:lambda:us-gov-west-1:123456789012:function:${'x'.repeat(NAME_LENGTH)}`;
  const statement = {
    Sid: sid + 'x'.repeat(SUFFIX_LENGTH),
    Effect: 'Allow',
    Principal: { Service: textOf(Properties.Principal) },
    Action: textOf(Properties.Action),
    Resource: arn,
    Condition: { ArnLike: { 'AWS:SourceArn': textOf(Properties.SourceArn) } },
  };
  return Buffer.byteLength(JSON.stringify(statement));
}

function textOf(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  const join = isJsonObject(value) ? value['Fn::Join'] : undefined;
  if (!Array.isArray(join) || !Array.isArray(join[1])) return 'x'.repeat(REFERENCE_LENGTH);
  return join[1].map((part: Json) => textOf(part)).join('');
}
