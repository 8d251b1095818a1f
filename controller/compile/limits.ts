import type { Finding, Location } from '../diagnostics/finding.ts';
import type { DesiredStack } from './desired.ts';
import type { StackHead } from './stack-draft.ts';

/** What one stack may hold. Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const STACK_LIMITS: StackSize = { resources: 500, parameters: 200, outputs: 200, bytes: 1_000_000 };

/** What CloudFormation limits in a stack: counts, and the bytes of the template. */
export interface StackSize {
  readonly resources: number;
  readonly parameters: number;
  readonly outputs: number;
  readonly bytes: number;
}

/** The size of a finished stack. */
export function sizeOf({ template, body }: DesiredStack): StackSize {
  return {
    resources: Object.keys(template.Resources).length,
    parameters: Object.keys(template.Parameters ?? {}).length,
    outputs: Object.keys(template.Outputs ?? {}).length,
    bytes: Buffer.byteLength(body),
  };
}

/** Refuses a stack that CloudFormation would refuse, with the counts that are too high. */
export function checkStackSize(stack: DesiredStack, { at }: StackHead): readonly Finding[] {
  const sizes = sizeOf(stack);
  const over = (['resources', 'parameters', 'outputs', 'bytes'] as const)
    .filter((what) => sizes[what] > STACK_LIMITS[what])
    .map((what) => `${sizes[what]} ${what} (at most ${STACK_LIMITS[what]})`);
  if (over.length === 0) return [];
  return [
    {
      code: 'StackTooLarge',
      severity: 'error',
      message: `The stack ${stack.name} would have ${over.join(', ')}.`,
      ...placeOf(at),
      hint: 'What is placed stays in its stack. Move some of what it holds to another team.',
    },
  ];
}

/**
 * Integrations that one HTTP API holds; AWS does not raise it. Source:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
const API_INTEGRATIONS = 300;

/** Integrations up to which an API takes new teams. The rest is room for the teams that are on it to grow, because none of them moves. */
export const API_FILL = 280;

/**
 * What one API holds until AWS is asked for more. Sources:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const RAISABLE: readonly (readonly [type: string, what: string, kind: string, quota: number])[] = [
  ['AWS::ApiGatewayV2::Route', 'routes', 'An HTTP API', 300],
  ['AWS::ApiGateway::Resource', 'paths', 'A REST API', 300],
];

/** Asking AWS takes days, so that a quota is spoken of before it is reached. */
const NEAR = 0.9;

/** Refuses an integration too many on one of the shared APIs, and warns near a quota that AWS raises. `stacks` are those on this API. */
export function checkApiSize(api: number, stacks: readonly DesiredStack[], at: Location): readonly Finding[] {
  const name = api === 1 ? 'The shared API' : `The shared API ${api}`;
  const types = stacks.flatMap(({ template }) => Object.values(template.Resources).map(({ Type }) => Type));
  const countOf = (wanted: string) => types.filter((type) => type === wanted).length;
  const integrations = countOf('AWS::ApiGatewayV2::Integration');
  const near = RAISABLE.filter(([type, , , quota]) => countOf(type) >= quota * NEAR);
  return [
    ...judgeIntegrations(name, integrations, at),
    ...near.map(([type, what, kind, quota]): Finding => {
      const message = `${name} has ${countOf(type)} ${what}. ${kind} holds ${quota} until AWS raises the quota.`;
      return { code: 'LowHeadroom', severity: countOf(type) > quota ? 'warning' : 'info', message, ...placeOf(at) };
    }),
  ];
}

function judgeIntegrations(name: string, integrations: number, at: Location): readonly Finding[] {
  if (integrations <= API_FILL) return [];
  if (integrations <= API_INTEGRATIONS) {
    const message = `${name} has ${integrations} of ${API_INTEGRATIONS} integrations. New teams get another API.`;
    return [{ code: 'LowHeadroom', severity: 'info', message, ...placeOf(at) }];
  }
  const message = `${name} would have ${integrations} integrations; an HTTP API holds at most ${API_INTEGRATIONS}.`;
  return [{ code: 'ApiTooLarge', severity: 'error', message, ...placeOf(at) }];
}

function placeOf({ file, line, column }: Location): Pick<Finding, 'file' | 'line' | 'column' | 'path'> {
  return { file, line, column, path: '' };
}
