import { arnIn } from '../arn.ts';
import { placeOf } from '../context.ts';
import { NETWORK_INTERFACE_ACTIONS } from '../network-interfaces.ts';
import { allow, policyOf } from '../statement.ts';
import { SEND_TRACES } from '../tracing.ts';
import type { ComponentSite } from './component.ts';
import { addRole } from './roles.ts';

/**
 * The role for functions that need nothing but to run: logs, subnets, traces. A Function takes it with
 * `roleArn: {valueFrom: {kind: Platform, output: executionRoleArn}}`; without that it has a role of its own.
 */
export function addExecutionRole(site: ComponentSite): void {
  const { project } = site.context.platform.spec;
  addRole(
    {
      id: 'ExecutionRole',
      name: ['lambda-execution-role'],
      trust: policyOf([{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }]),
      policyName: 'execution',
      statements: [
        allow(
          ['logs:CreateLogStream', 'logs:PutLogEvents'],
          arnIn(placeOf(site.context), 'logs', `log-group:/aws/lambda/${project}-*`),
        ),
        allow(NETWORK_INTERFACE_ACTIONS, '*'),
        SEND_TRACES,
      ],
    },
    site,
  );
}
