import { type CloudFormationClient, DescribeEventsCommand, type OperationEvent } from '@aws-sdk/client-cloudformation';
import { redact } from '../lib/redact.ts';
import type { ChangeSetRehearser, FailedCheck } from '../rehearse/port.ts';
import { changeSetMethods } from './cloudformation-change-sets.ts';
import { isChangeSetMissing, stackError } from './cloudformation-errors.ts';
import type { TemplateBucket } from './cloudformation-template.ts';

/**
 * IAM actions per method. No role is handed over, so creating needs no `iam:PassRole`. `DescribeEvents` is asked by the ARN of a change set, and
 * allowed on it (https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscloudformation.html).
 */
export const REHEARSER_ACTIONS = {
  createChangeSet: ['cloudformation:CreateChangeSet', 'cloudformation:TagResource', 's3:GetObject'],
  describeChangeSet: ['cloudformation:DescribeChangeSet'],
  readChangeSet: ['cloudformation:DescribeChangeSet'],
  failedChecks: ['cloudformation:DescribeEvents'],
  deleteChangeSet: ['cloudformation:DeleteChangeSet'],
} as const satisfies Record<keyof ChangeSetRehearser, readonly string[]>;

/** CloudFormation for rehearsals: change sets of stacks that exist, without a way to execute them. */
export function createRehearser(client: CloudFormationClient, artifacts?: TemplateBucket): ChangeSetRehearser {
  const { createChangeSet, describeChangeSet, readChangeSet, deleteChangeSet } = changeSetMethods(client, artifacts);
  return {
    createChangeSet,
    describeChangeSet,
    readChangeSet,
    deleteChangeSet,
    failedChecks: (changeSetArn) => failedChecks(client, changeSetArn),
  };
}

/** More than this is never shown, and a change set with more failures than this is not worth the calls. */
const MAX_PAGES = 5;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeEvents.html */
async function failedChecks(client: CloudFormationClient, ChangeSetName: string): Promise<readonly FailedCheck[]> {
  const checks: FailedCheck[] = [];
  let NextToken: string | undefined;
  try {
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const input = { ChangeSetName, Filters: { FailedEvents: true }, ...(NextToken && { NextToken }) };
      const answer = await client.send(new DescribeEventsCommand(input));
      checks.push(...(answer.OperationEvents ?? []).flatMap(checkOf));
      NextToken = answer.NextToken;
      if (!NextToken) break;
    }
  } catch (error) {
    if (isChangeSetMissing(error)) return [];
    throw stackError(error, `read the events of change set ${ChangeSetName}`);
  }
  return checks;
}

/** Validations and hooks; that the change set as a whole failed is told by itself. */
function checkOf(event: OperationEvent): readonly FailedCheck[] {
  const name = event.ValidationName ?? event.HookType;
  if (name === undefined) return [];
  const { LogicalResourceId: logicalId, ValidationPath: path } = event;
  const reason = event.ValidationStatusReason ?? event.HookStatusReason ?? event.ResourceStatusReason ?? '';
  const mode = event.ValidationFailureMode ?? event.HookFailureMode;
  return [
    {
      name,
      ...(logicalId && { logicalId }),
      ...(path && { path }),
      reason: redact(reason) || 'CloudFormation gave no reason.',
      mode: mode === 'WARN' ? 'warn' : 'fail',
    },
  ];
}
