import { type GetFunctionCommandOutput, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, test } from 'vitest';
import { createCodeRestorer, createFunctionReader } from '../../../controller/adapters/lambda-functions.ts';

/** Lambda that gives this answer, and notes what it was asked. */
function answering(answer: Partial<GetFunctionCommandOutput> | Error) {
  const client = new LambdaClient({ region: 'us-east-1' });
  const requests: unknown[] = [];
  client.middlewareStack.add(
    (_, { commandName }) =>
      async ({ input }) => {
        requests.push({ [commandName ?? '']: input });
        if (answer instanceof Error) throw answer;
        return { response: {}, output: { $metadata: {}, ...answer } };
      },
    { step: 'initialize' },
  );
  return { client, requests };
}

test("F1: what the API names otherwise comes under CloudFormation's names", async () => {
  const { client } = answering({
    Configuration: {
      FunctionName: 'charge',
      CodeSha256: 'q1w2e3=',
      CodeSize: 512,
      KMSKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k',
      Layers: [{ Arn: 'arn:layer:b:2', CodeSize: 7 }, { Arn: 'arn:layer:a:1' }],
      ImageConfigResponse: { ImageConfig: { Command: ['app.handler'] } },
      Environment: { Variables: { A: '1' } },
      VpcConfig: { SubnetIds: ['subnet-a'], SecurityGroupIds: ['sg-a'], VpcId: 'vpc-a' },
      LastModified: '2026-01-05T10:00:00.000+0000',
      LastUpdateStatus: 'Successful',
      State: 'Inactive',
    },
    Concurrency: { ReservedConcurrentExecutions: 0 },
    Tags: { team: 'payments' },
  });
  expect(await createFunctionReader(client).readFunction('charge')).toEqual({
    codeSha256: 'q1w2e3=',
    updating: false,
    properties: {
      FunctionName: 'charge',
      KmsKeyArn: 'arn:aws:kms:us-east-1:123456789012:key/k',
      Layers: ['arn:layer:b:2', 'arn:layer:a:1'],
      ImageConfig: { Command: ['app.handler'] },
      Environment: { Variables: { A: '1' } },
      VpcConfig: { SubnetIds: ['subnet-a'], SecurityGroupIds: ['sg-a'], VpcId: 'vpc-a' },
      ReservedConcurrentExecutions: 0,
      Tags: { team: 'payments' },
    },
  });
});

test.each([
  [{ LastUpdateStatus: 'InProgress' }, true],
  [{ State: 'Pending' }, true],
  [{ LastUpdateStatus: 'Failed', State: 'Active' }, false],
] as const)('F5: %o counts as updating: %s', async (Configuration, updating) => {
  const { client } = answering({ Configuration });
  expect((await createFunctionReader(client).readFunction('charge'))?.updating).toBe(updating);
});

test('F4: an environment that the caller may not decrypt is an error, not an empty environment', async () => {
  const Environment = { Error: { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt' } };
  const { client } = answering({ Configuration: { FunctionName: 'charge', CodeSha256: 'q1w2e3=', Environment } });
  const reader = createFunctionReader(client);
  await expect(reader.readFunction('charge')).rejects.toMatchObject({
    code: 'EnvironmentUnreadable',
    message: 'Could not read the environment of function charge: Lambda was unable to decrypt',
  });
  expect(await reader.codeSha256('charge')).toBe('q1w2e3=');
});

test('V4: code is put back exactly as declared: with its version, without one, or as an image', async () => {
  const { client, requests } = answering({});
  const restorer = createCodeRestorer(client);
  await restorer.restoreCode('charge', { s3: { bucket: 'artifacts', key: 'charge.zip', version: '3' } });
  await restorer.restoreCode('charge', { s3: { bucket: 'artifacts', key: 'charge.zip' } });
  await restorer.restoreCode('charge', { imageUri: 'registry/charge@sha256:aa' });
  expect(requests).toEqual([
    {
      UpdateFunctionCodeCommand: {
        FunctionName: 'charge',
        S3Bucket: 'artifacts',
        S3Key: 'charge.zip',
        S3ObjectVersion: '3',
      },
    },
    { UpdateFunctionCodeCommand: { FunctionName: 'charge', S3Bucket: 'artifacts', S3Key: 'charge.zip' } },
    { UpdateFunctionCodeCommand: { FunctionName: 'charge', ImageUri: 'registry/charge@sha256:aa' } },
  ]);
});

test('C4: a function that is being updated refuses other code; that may be tried again', async () => {
  const busy = Object.assign(new Error('The operation cannot be performed at this time. An update is in progress'), {
    name: 'ResourceConflictException',
    $metadata: { httpStatusCode: 409 },
  });
  const restorer = createCodeRestorer(answering(busy).client);
  await expect(restorer.restoreCode('charge', { imageUri: 'x' })).rejects.toMatchObject({
    code: 'FunctionBusy',
    retryable: true,
  });
});
