import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import {
  CreateAliasCommand,
  CreateEventSourceMappingCommand,
  CreateFunctionCommand,
  LambdaClient,
  PublishVersionCommand,
} from '@aws-sdk/client-lambda';
import { CreateQueueCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { functionPackage } from '../../bootstrap/local/demo/code.ts';
import { until } from '../../bootstrap/local/demo/until.ts';
import { clientSettings } from '../../bootstrap/local/platform.ts';
import { sendRequest } from '../../controller/adapters/aws-request.ts';
import { createHealthReader } from '../../controller/adapters/readers/health.ts';
import { healthReaderContract } from '../contract/health-reader.ts';

let aws: LocalAws;
let lambda: LambdaClient;
let sqs: SQSClient;
let cloudFormation: CloudFormationClient;

beforeAll(async () => {
  aws = await startLocalAws();
  const settings = clientSettings(aws);
  [lambda, sqs, cloudFormation] = [
    new LambdaClient(settings),
    new SQSClient(settings),
    new CloudFormationClient(settings),
  ];
});

afterAll(async () => {
  for (const client of [lambda, sqs, cloudFormation]) client?.destroy();
  await aws?.stop();
});

/** Calls CloudWatch, for which there is no client among our packages. */
async function cloudWatch(action: string, input: object): Promise<void> {
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': `GraniteServiceVersion20100801.${action}`,
  };
  const request = { service: 'cloudwatch', method: 'POST', path: '/', query: {}, headers } as const;
  const connection = { client: cloudFormation, endpoint: aws.endpoint };
  await sendRequest({ ...request, body: JSON.stringify(input) }, action, connection);
}

healthReaderContract('AWS', async () => {
  await aws.reset();
  const open = () => createHealthReader({ client: cloudFormation, endpoint: aws.endpoint });
  return {
    // A reader keeps its answers, and serves one look.
    reader: open(),
    makeFunction: async (FunctionName) => {
      await lambda.send(
        new CreateFunctionCommand({
          FunctionName,
          Runtime: 'nodejs24.x',
          Handler: 'index.handler',
          Role: `arn:aws:iam::${aws.account}:role/any`,
          Code: { ZipFile: functionPackage('hello') },
        }),
      );
      await until('That the function is active', 30, async () =>
        (await open().functionState(FunctionName))?.state === 'Active' ? true : undefined,
      );
    },
    makeAlias: async (FunctionName, Name) => {
      const { Version: FunctionVersion } = await lambda.send(new PublishVersionCommand({ FunctionName }));
      await lambda.send(new CreateAliasCommand({ FunctionName, Name, FunctionVersion }));
      return FunctionVersion ?? '';
    },
    makeMapping: async (FunctionName) => {
      await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
      const EventSourceArn = `arn:aws:sqs:${aws.region}:${aws.account}:orders`;
      const { UUID = '' } = await lambda.send(new CreateEventSourceMappingCommand({ FunctionName, EventSourceArn }));
      await until('That the mapping is enabled', 30, async () =>
        (await open().mappingState(UUID)) === 'Enabled' ? true : undefined,
      );
      return UUID;
    },
    makeAlarm: (AlarmName) =>
      cloudWatch('PutMetricAlarm', {
        AlarmName,
        Namespace: 'AWS/Lambda',
        MetricName: 'Errors',
        Statistic: 'Sum',
        Period: 60,
        EvaluationPeriods: 1,
        Threshold: 1,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      }),
    setAlarm: (AlarmName, StateValue, StateReason) =>
      cloudWatch('SetAlarmState', { AlarmName, StateValue, StateReason }),
  };
});
