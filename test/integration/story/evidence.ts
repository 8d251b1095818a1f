import { GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { holdfast } from './command-line.ts';
import type { Story } from './story.ts';

/** What `holdfast verify` says of the evidence of `dev`. */
export async function verifyEvidence(story: Story) {
  const { code, stdout } = await holdfast(story, ['verify', '--environment', 'dev', '--format', 'json']);
  return { code, ...JSON.parse(stdout) };
}

/** What `holdfast show` says of a run. */
export async function showRun(story: Story, run: string) {
  const { code, stdout } = await holdfast(story, ['show', run, '--environment', 'dev', '--format', 'json']);
  return { code, ...JSON.parse(stdout) };
}

/** Changes the text of one entry in the table, as somebody with rights on it could; gives how to put it back. */
export async function tamper(
  { clients, controller }: Story,
  number: number,
  change: (text: string) => string,
): Promise<() => Promise<void>> {
  const { TableName } = controller.outputs;
  const Key = { pk: { S: 'evidence#dev' }, sk: { S: String(number).padStart(15, '0') } };
  const { Item } = await clients.dynamodb.send(new GetItemCommand({ TableName, Key }));
  const before = Item?.entry?.S ?? '';
  const write = async (text: string) => {
    const ExpressionAttributeValues = { ':entry': { S: text } };
    const UpdateExpression = 'SET entry = :entry';
    await clients.dynamodb.send(new UpdateItemCommand({ TableName, Key, UpdateExpression, ExpressionAttributeValues }));
  };
  await write(change(before));
  return () => write(before);
}
