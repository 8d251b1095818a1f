import { createFakeCloudFormation } from '../fakes/cloudformation.ts';
import type { StackWriterSubject } from './stack-writer/subject.ts';
import { describeStackWriter } from './stack-writer.ts';

const METHODS = {
  CreateChangeSet: 'createChangeSet',
  ExecuteChangeSet: 'executeChangeSet',
  DeleteStack: 'deleteStack',
} as const;

function fakeSubject(): StackWriterSubject {
  const fake = createFakeCloudFormation();
  fake.fail('Broken', 'The role with name no-such-role cannot be found.');
  return {
    writer: fake,
    rehearser: fake,
    pollMs: 1,
    progress: () => {
      fake.tick();
    },
    failing: (dependsOn) => ({ Type: 'AWS::IAM::Policy', DependsOn: dependsOn, Properties: { PolicyName: 'p' } }),
    bucketExists: async (name) => {
      const listed = await Promise.all(Object.keys(fake.statuses()).map((stack) => fake.listResources(stack)));
      return [...listed.flat(), ...fake.retained()].some((resource) => resource.physicalId === name);
    },
    undeletable: async (stackName, logicalId) =>
      fake.fail(`${stackName}/${logicalId}`, 'The bucket is not empty', 'delete'),
    drift: async (stackName, logicalId) => fake.driftByHand(stackName, logicalId),
    // Progress is made by looking, so two resources are slow enough to see the stack busy.
    slow: () => ({ Slow: { Type: 'AWS::SQS::Queue' }, Slower: { Type: 'AWS::SQS::Queue' } }),
    loseReply: (action) => fake.loseReply(METHODS[action]),
  };
}

describeStackWriter('the fake', fakeSubject);
