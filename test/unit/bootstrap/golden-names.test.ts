import { expect, test } from 'vitest';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { goldenCases, runCase } from '../../golden/run-case.ts';
import { ACCOUNT, isAllowed, REGION, type Request, statementsOf } from './policy.ts';
import { synthesise } from './synth.ts';

/** The call that makes a resource of a type, on the ARN that its properties give it. */
function creation(id: string, { Type, Properties = {} }: TemplateResource, project: string): Request | undefined {
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
        // CloudFormation names a role that has no name after its stack; only the application's has one.
        resource: `arn:aws:iam::${ACCOUNT}:role${text('Path')}${Properties.RoleName ?? `${project}-application-${id}-A1B2`}`,
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
    case 'AWS::IAM::OIDCProvider':
      return {
        action: 'iam:CreateOpenIDConnectProvider',
        resource: `arn:aws:iam::${ACCOUNT}:oidc-provider/${text('Url').replace('https://', '')}`,
      };
    case 'AWS::Budgets::Budget': {
      const { BudgetName } = Properties.Budget as { readonly BudgetName: string };
      return { action: 'budgets:ModifyBudget', resource: `arn:aws:budgets::${ACCOUNT}:budget/${BudgetName}` };
    }
    case 'AWS::Route53::RecordSet': {
      const resource = `arn:aws:route53:::hostedzone/${text('HostedZoneId')}`;
      return { action: 'route53:ChangeResourceRecordSets', resource };
    }
    case 'AWS::ApiGatewayV2::DomainName': {
      const resource = `arn:aws:apigateway:${REGION}::/domainnames/${text('DomainName')}`;
      return { action: 'apigateway:PATCH', resource };
    }
    default:
      return undefined;
  }
}

test.each(goldenCases())('T7: the execution role may make every named resource of golden case %s', async (name) => {
  const { stacks } = await runCase(name);
  const project = stacks.find(({ owner }) => owner === 'network')?.name.replace(/-network$/, '');
  if (project === undefined) return; // A case about mistakes compiles to nothing.
  const entries = stacks.flatMap(({ template }) => Object.entries(template.Resources));
  const resources = entries.map(([, resource]) => resource);
  const execution = statementsOf(synthesise({ project, ...chosenNames(resources, project) }), 'ExecutionRole');
  const requests = entries.flatMap(([id, resource]) => creation(id, resource, project) ?? []);
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
  const apiDomains = namesOf('AWS::ApiGatewayV2::DomainName', 'DomainName').join(',');
  const hostedZones = [...new Set(namesOf('AWS::Route53::RecordSet', 'HostedZoneId'))].join(',');
  const [artifactBucket, stateBucket] = namesOf('AWS::S3::Bucket', 'BucketName');
  const functionNames = namesOf('AWS::Lambda::Function', 'FunctionName').join(',');
  return {
    functionNames,
    apiDomains,
    hostedZones,
    ...(artifactBucket && { artifactBucket }),
    ...(stateBucket && { stateBucket }),
  };
}
