import { expect, test } from 'vitest';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { goldenCases, runCase } from '../../golden/run-case.ts';
import { ACCOUNT, isAllowed, REGION, type Request, statementsOf } from './policy.ts';
import { synthesise } from './synth.ts';

/** The call that makes a resource of a type, on the ARN that its properties give it. */
function creation({ Type, Properties = {} }: TemplateResource, project: string): Request | undefined {
  const text = (name: string) => String(Properties[name]);
  const at = (service: string, resource: string) => `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;
  const boundary = `arn:aws:iam::${ACCOUNT}:policy/${project}/${project}-boundary`;
  switch (Type) {
    case 'AWS::Lambda::Function':
      return { action: 'lambda:CreateFunction', resource: at('lambda', `function:${text('FunctionName')}`) };
    case 'AWS::Logs::LogGroup':
      return { action: 'logs:CreateLogGroup', resource: at('logs', `log-group:${text('LogGroupName')}`) };
    case 'AWS::IAM::Role':
      return {
        action: 'iam:CreateRole',
        resource: `arn:aws:iam::${ACCOUNT}:role${text('Path')}${text('RoleName')}`,
        context: 'PermissionsBoundary' in Properties ? { 'iam:PermissionsBoundary': boundary } : {},
      };
    case 'AWS::IAM::ManagedPolicy': {
      const resource = `arn:aws:iam::${ACCOUNT}:policy${text('Path')}${text('ManagedPolicyName')}`;
      return { action: 'iam:CreatePolicy', resource };
    }
    case 'AWS::S3::Bucket':
      return { action: 's3:CreateBucket', resource: `arn:aws:s3:::${text('BucketName')}` };
    case 'AWS::SNS::Topic':
      return { action: 'sns:CreateTopic', resource: at('sns', text('TopicName')) };
    case 'AWS::CloudWatch::Alarm':
      return { action: 'cloudwatch:PutMetricAlarm', resource: at('cloudwatch', `alarm:${text('AlarmName')}`) };
    case 'AWS::CloudWatch::Dashboard':
      return {
        action: 'cloudwatch:PutDashboard',
        resource: `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${text('DashboardName')}`,
      };
    default:
      return undefined;
  }
}

test.each(goldenCases())('T7: the execution role may make every named resource of golden case %s', async (name) => {
  const { stacks } = await runCase(name);
  const project = stacks.find(({ owner }) => owner === 'network')?.name.replace(/-network$/, '');
  if (project === undefined) return; // A case about mistakes compiles to nothing.
  const resources = stacks.flatMap(({ template }) => Object.values(template.Resources));
  const execution = statementsOf(synthesise({ project, ...chosenNames(resources, project) }), 'ExecutionRole');
  const requests = resources.map((resource) => creation(resource, project)).filter((request) => request !== undefined);
  expect(requests.length).toBeGreaterThan(5);
  expect(requests.filter((request) => !isAllowed(execution, request))).toEqual([]);
});

/** What an author named otherwise than by convention has to be said when the controller is deployed. */
function chosenNames(resources: readonly TemplateResource[], project: string): Readonly<Record<string, string>> {
  const namesOf = (type: string, property: string) =>
    resources
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => String(Properties?.[property]))
      .filter((name) => !name.startsWith(`${project}-`));
  const [artifactBucket, stateBucket] = namesOf('AWS::S3::Bucket', 'BucketName');
  const functionNames = namesOf('AWS::Lambda::Function', 'FunctionName').join(',');
  return { functionNames, ...(artifactBucket && { artifactBucket }), ...(stateBucket && { stateBucket }) };
}
