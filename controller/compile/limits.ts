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

/** Warns when the shared API cannot hold an integration for every function that a route leads to. */
export function checkApiSize(stacks: readonly DesiredStack[], at: Location): readonly Finding[] {
  const integrations = stacks
    .flatMap((stack) => Object.values(stack.template.Resources))
    .filter((resource) => resource.Type === 'AWS::ApiGatewayV2::Integration').length;
  if (integrations <= API_INTEGRATIONS) return [];
  const message = `Routes lead to ${integrations} functions; an HTTP API holds at most ${API_INTEGRATIONS} integrations.`;
  return [{ code: 'ApiTooLarge', severity: 'warning', message, ...placeOf(at) }];
}

function placeOf({ file, line, column }: Location): Pick<Finding, 'file' | 'line' | 'column' | 'path'> {
  return { file, line, column, path: '' };
}
