import { ScanCommand } from '@aws-sdk/client-dynamodb';
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
