import { ListChangeSetsCommand } from '@aws-sdk/client-cloudformation';
import type { Story } from './story.ts';

/** Names of the change sets on a stack that were made to confirm a plan. */
export async function rehearsalsOf({ clients }: Story, stack: string): Promise<readonly string[]> {
  const { Summaries = [] } = await clients.cloudFormation.send(new ListChangeSetsCommand({ StackName: stack }));
  return Summaries.map(({ ChangeSetName }) => ChangeSetName ?? '').filter((name) => name.startsWith('holdfast-plan-'));
}
