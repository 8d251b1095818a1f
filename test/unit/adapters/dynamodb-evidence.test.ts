import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { createLedger } from '../../../controller/adapters/dynamodb-ledger.ts';
import { makeEvent } from '../../contract/ledger/evidence.ts';
import { createFakeClock } from '../../fakes/clock.ts';

/** A ledger whose table is empty and takes everything; gives every request that was sent. */
function recording() {
  const sent: { readonly command: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  const dynamodb = new DynamoDBClient({ region: 'us-east-1' });
  dynamodb.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        sent.push({ command: commandName, input: Object(input) });
        return { response: {}, output: { $metadata: {}, Items: [] } };
      },
    { step: 'initialize', priority: 'high' },
  );
  const objects = { put: async () => 'sha256:aa', get: async () => undefined };
  const clock = createFakeClock();
  return { ledger: createLedger({ dynamodb, tableName: 'table', objects, environment: 'dev', clock }), clock, sent };
}

test('evidence is only ever put, never over what is there, after the hash before it, under the lease', async () => {
  const { ledger, clock, sent } = recording();
  const lease = { name: 'environment', owner: 'worker', token: 3, expiresAt: clock.now() + 60_000 };
  await ledger.appendEvidence(makeEvent('run-started'), lease);
  await ledger.appendEvidence(makeEvent('run-ended'), lease);

  expect(sent.map(({ command }) => command)).toEqual([
    'QueryCommand',
    'TransactWriteItemsCommand',
    'TransactWriteItemsCommand',
  ]);
  const [, first, second] = sent.map(({ input }) => Object(input.TransactItems));
  const shape = (items: readonly object[]) => items.map((item) => Object.keys(item).join());
  expect(shape(first)).toEqual(['ConditionCheck', 'Put', 'Put']);
  expect(shape(second)).toEqual(['ConditionCheck', 'Put', 'Put', 'ConditionCheck']);
  for (const { Put } of [...first, ...second].filter((item) => 'Put' in item)) {
    expect(Put.ConditionExpression).toBe('attribute_not_exists(pk)');
    expect(Put.Item.pk.S).toMatch(/^evidence(-index)?#dev$/);
  }
  expect(second[3].ConditionCheck).toMatchObject({
    Key: { pk: { S: 'evidence#dev' }, sk: { S: '000000000000001' } },
    ConditionExpression: '#hash = :hash',
    ExpressionAttributeValues: { ':hash': first[2].Put.Item.hash },
  });
  expect(first[0].ConditionCheck.Key.pk.S).toBe('lease#dev#environment');
});
