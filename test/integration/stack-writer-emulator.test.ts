import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CreateBucketCommand, HeadBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { AWS_RETRY } from '../../controller/adapters/aws-retry.ts';
import { createStackWriter } from '../../controller/adapters/cloudformation.ts';
import { createRehearser } from '../../controller/adapters/cloudformation-rehearsal.ts';
import type { StackWriterSubject } from '../contract/stack-writer/subject.ts';
import { describeStackWriter } from '../contract/stack-writer.ts';

const ARTIFACTS = 'contract-artifacts';

let aws: LocalAws;
let s3: S3Client;
let sqs: SQSClient;

beforeAll(async () => {
  aws = await startLocalAws();
  s3 = new S3Client({ ...connection(), forcePathStyle: true });
  sqs = new SQSClient(connection());
  await s3.send(new CreateBucketCommand({ Bucket: ARTIFACTS }));
});

afterAll(async () => {
  await aws.stop();
});

function connection() {
  const credentials = { accessKeyId: aws.account, secretAccessKey: 'local' };
  return { endpoint: aws.endpoint, region: aws.region, credentials, ...AWS_RETRY };
}

/** The real adapter over the real SDK, against the emulated CloudFormation. */
function emulatorSubject(): StackWriterSubject {
  const client = new CloudFormationClient(connection());
  const writer = createStackWriter(client, {
    bucket: ARTIFACTS,
    endpoint: aws.endpoint,
    put: async (key, body) => {
      await s3.send(new PutObjectCommand({ Bucket: ARTIFACTS, Key: key, Body: body }));
    },
  });
  return {
    writer,
    rehearser: createRehearser(client),
    pollMs: 20,
    progress: () => {},
    failing: (dependsOn) => ({
      Type: 'AWS::IAM::Policy',
      DependsOn: dependsOn,
      Properties: {
        PolicyName: 'p',
        Roles: ['no-such-role'],
        PolicyDocument: { Version: '2012-10-17', Statement: [] },
      },
    }),
    bucketExists: (name) =>
      s3.send(new HeadBucketCommand({ Bucket: name })).then(
        () => true,
        () => false,
      ),
    undeletable: async (stackName, logicalId) => {
      const resources = await writer.listResources(stackName);
      const Bucket = resources.find((resource) => resource.logicalId === logicalId)?.physicalId;
      await s3.send(new PutObjectCommand({ Bucket, Key: 'left', Body: 'something' }));
    },
    drift: async (stackName, logicalId) => {
      const resources = await writer.listResources(stackName);
      const QueueUrl = resources.find((resource) => resource.logicalId === logicalId)?.physicalId;
      await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1' } }));
    },
    // A condition that nobody signals keeps the operation going until it times out.
    slow: () => ({
      Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' },
      Slow: {
        Type: 'AWS::CloudFormation::WaitCondition',
        Properties: { Handle: { Ref: 'Handle' }, Timeout: '2', Count: 1 },
      },
    }),
    loseReply: (action) => loseReply(client, `${action}Command`),
  };
}

/** Below the SDK's retries: the service does the work, the connection breaks before the answer. */
function loseReply(client: CloudFormationClient, command: string): void {
  let lost = false;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const answer = await next(args);
      if (lost || context.commandName !== command) return answer;
      lost = true;
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
    { step: 'finalizeRequest', priority: 'low', name: `lose-${command}` },
  );
}

describeStackWriter('the adapter on the emulated AWS', emulatorSubject, {
  CS10: 'MiniStack looks at references only when it makes the resource',
  CS14: 'MiniStack takes an UPDATE change set for a stack in review',
});
