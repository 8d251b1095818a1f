import { expect, test } from 'vitest';
import { renderStuck } from '../../../controller/cli/rescue.ts';
import { findStuck } from '../../../controller/stuck-stacks.ts';
import { createFakeCloudFormation } from '../../fakes/cloudformation.ts';

test('C9: a stuck stack is shown with what is in the way, what is safe, and what to type', async () => {
  const cloudformation = createFakeCloudFormation();
  const Resources = { Jobs: { Type: 'AWS::SQS::Queue' }, Files: { Type: 'AWS::S3::Bucket' } };
  cloudformation.createByHand('acme-a', { AWSTemplateFormatVersion: '2010-09-09', Resources }, {});
  cloudformation.createByHand('acme-b', { AWSTemplateFormatVersion: '2010-09-09', Resources }, {});
  cloudformation.fail('acme-a/Files', 'The bucket is not\u202e empty', 'delete');
  await cloudformation.deleteStack((await cloudformation.describeStack('acme-a'))?.stackId ?? '', 'token');
  cloudformation.settle();
  const stuck = await findStuck(['acme-a', 'acme-b', 'acme-gone'], cloudformation);
  expect(stuck.map(renderStuck)).toEqual([
    `acme-a is DELETE_FAILED. Some resources could not be deleted.
  Files (AWS::S3::Bucket) DELETE_FAILED: The bucket is not\\u202e empty
  Deletes the stack again; resources named with --retain stay in AWS, and belong to nobody then.
  $ holdfast rescue acme-a
  Remove the cause first. Only if that cannot be done: --retain Files
`,
  ]);
});
