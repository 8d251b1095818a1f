import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DeleteItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { Story } from './story.ts';

/** Every item of the controller's table, as it is stored: nothing can be written without changing this. */
export async function tableItems({ clients, controller }: Story): Promise<readonly string[]> {
  const { Items = [] } = await clients.dynamodb.send(
    new ScanCommand({ TableName: controller.outputs.TableName, ConsistentRead: true }),
  );
  return Items.map((item) => JSON.stringify(item)).sort();
}

/** What the record says about runs, stacks and the environment: everything but who holds the lease. */
export async function recordOf({ ledger }: Story) {
  return {
    environment: await ledger.readEnvironment(),
    stacks: await ledger.readStacks(),
    runs: await ledger.listRuns(100),
  };
}

/** Deletes every item of the controller's table, as if the table had been lost and made anew. */
export async function loseRecord({ clients, controller }: Story): Promise<void> {
  const { TableName } = controller.outputs;
  const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName }));
  for (const { pk, sk } of Items) {
    if (pk && sk) await clients.dynamodb.send(new DeleteItemCommand({ TableName, Key: { pk, sk } }));
  }
}

/** When each stack was changed last, by CloudFormation. */
export async function lastUpdates({ clients }: Story): Promise<Readonly<Record<string, number | undefined>>> {
  const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({}));
  return Object.fromEntries(Stacks.map(({ StackName, LastUpdatedTime }) => [StackName, LastUpdatedTime?.getTime()]));
}
