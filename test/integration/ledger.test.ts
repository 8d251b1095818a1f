import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type LocalAws, startLocalAws } from '../../bootstrap/local/aws.ts';
import { createLedger } from '../../controller/adapters/dynamodb-ledger.ts';
import { createObjectStore } from '../../controller/adapters/s3-objects.ts';
import { digestOf } from '../../controller/lib/digest.ts';
import type { Plan } from '../../controller/plan/plan.ts';
import type { Lease, Ledger } from '../../controller/record/port.ts';
import { makeEvent } from '../contract/ledger/evidence.ts';
import { type LedgerHarness, makeRun, makeStack, SHA, take } from '../contract/ledger/harness.ts';
import { ledgerContract } from '../contract/ledger.ts';
import { createFakeClock, type FakeClock } from '../fakes/clock.ts';
import { loseReplies } from './lose-replies.ts';

let aws: LocalAws;
let dynamodb: DynamoDBClient;
let s3: S3Client;
let environments = 0;

function connection() {
  return {
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: aws.account, secretAccessKey: 'local' },
  };
}

beforeAll(async () => {
  aws = await startLocalAws();
  dynamodb = new DynamoDBClient(connection());
  s3 = new S3Client({ ...connection(), forcePathStyle: true });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'ledger',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
    }),
  );
  await s3.send(new CreateBucketCommand({ Bucket: 'objects' }));
});

afterAll(async () => {
  dynamodb?.destroy();
  s3?.destroy();
  await aws?.stop();
});

function openLedger(environment: string, clock: FakeClock, client: DynamoDBClient = dynamodb): Ledger {
  const objects = createObjectStore({ s3, bucket: 'objects' });
  return createLedger({ dynamodb: client, tableName: 'ledger', objects, environment, clock });
}

interface TableHarness extends LedgerHarness {
  readonly environment: string;
}

/** A new environment in the one table: every test also proves that environments do not see each other. */
function createHarness(): TableHarness {
  environments += 1;
  const environment = `env${environments}`;
  const clock = createFakeClock();
  return { environment, clock, open: () => openLedger(environment, clock) };
}

ledgerContract('DynamoDB and S3', createHarness, { runs: 25 });

describe('lost replies', () => {
  const writes: readonly { readonly name: string; write(ledger: Ledger, lease: Lease): Promise<void> }[] = [
    { name: 'writeEnvironment', write: (ledger, lease) => ledger.writeEnvironment({ appliedSha: SHA }, lease) },
    { name: 'writeStack', write: (ledger, lease) => ledger.writeStack(makeStack('demo-network'), lease) },
    { name: 'removeStack', write: (ledger, lease) => ledger.removeStack('demo-stateful', lease) },
    { name: 'writeRun', write: (ledger, lease) => ledger.writeRun(makeRun(), lease) },
    { name: 'appendEvidence', write: (ledger, lease) => ledger.appendEvidence(makeEvent('run-started'), lease) },
  ];

  test.each(writes)('C3: $name whose every reply is lost is found done by reading back', async ({ name, write }) => {
    const { environment, clock, open } = createHarness();
    const lease = await take(open(), clock);
    await open().writeStack(makeStack('demo-stateful'), lease);
    const client = new DynamoDBClient({ ...connection(), maxAttempts: 1 });
    const lost = loseReplies(client, 'TransactWriteItemsCommand', 100);

    await write(openLedger(environment, clock, client), lease);
    expect(lost.count()).toBe(1);
    expect(await open().readEvidence(1)).toHaveLength(name === 'appendEvidence' ? 1 : 0);
    client.destroy();
  });

  test('C3: a request that never arrived is an error that may be tried again, not a success', async () => {
    const { environment, clock, open } = createHarness();
    const lease = await take(open(), clock);
    const client = new DynamoDBClient({ ...connection(), maxAttempts: 1 });
    loseReplies(client, 'TransactWriteItemsCommand', 100, 'before');
    const ledger = openLedger(environment, clock, client);
    for (const { write, name } of writes.filter((one) => one.name !== 'removeStack')) {
      await expect(write(ledger, lease), name).rejects.toMatchObject({ code: 'Unavailable', retryable: true });
    }
    expect(await open().readStacks()).toEqual([]);
    expect(await open().readRun(SHA)).toBeUndefined();
    expect(await open().readEvidence(1)).toEqual([]);
    client.destroy();
  });

  test('C3: a lease taken without hearing so is taken again by its owner, and by nobody else', async () => {
    const { environment, clock, open } = createHarness();
    const client = new DynamoDBClient({ ...connection(), maxAttempts: 1 });
    loseReplies(client, 'UpdateItemCommand', 1);
    const ledger = openLedger(environment, clock, client);
    await expect(take(ledger, clock)).rejects.toMatchObject({ retryable: true });
    expect(await open().acquireLease('apply', 'worker-2', clock.now(), 60_000)).toBeUndefined();
    expect(await take(ledger, clock)).toMatchObject({ owner: 'worker-1', token: 2 });
    client.destroy();
  });
});

describe('repeats within the SDK', () => {
  test('C3: a run whose first reply was lost is written once by the SDK that repeats the request', async () => {
    const { environment, clock, open } = createHarness();
    const lease = await take(open(), clock);
    const client = new DynamoDBClient(connection());
    const lost = loseReplies(client, 'TransactWriteItemsCommand', 1);
    await openLedger(environment, clock, client).writeRun(makeRun(), lease);
    expect(lost.count()).toBe(1);
    expect(await open().readRun(SHA)).toEqual(makeRun());
    client.destroy();
  });
});

describe('the table', () => {
  test('C16: plans and inventories lie in the object store, and no item is near the limit', async () => {
    const { environment, clock, open } = createHarness();
    const lease = await take(open(), clock);
    const plan: Plan = {
      digest: 'sha256:bb',
      summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 0 },
      stacks: [{ name: 'x'.repeat(500_000), wave: 1, action: 'noop', notes: [], nodes: [] }],
    };
    await open().writeRun(makeRun({ plan }), lease);
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'ledger' }));
    const own = Items.filter((item) => item.pk?.S?.includes(environment));
    expect(own).toHaveLength(3);
    for (const item of own) expect(JSON.stringify(item).length).toBeLessThan(5_000);
    expect(own.find((item) => item.objects)?.objects?.M?.plan?.S).toBe(digestOf(JSON.stringify(plan)));
  });

  test('C11: nothing that fences or remembers carries the attribute by which DynamoDB deletes', async () => {
    const { environment, clock, open } = createHarness();
    const lease = await take(open(), clock);
    await open().writeEnvironment({ appliedSha: SHA }, lease);
    await open().writeStack(makeStack('demo-network'), lease);
    await open().writeRun(makeRun(), lease);
    await open().writeDrift({ sha: SHA, resources: [] }, 1);
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: 'ledger' }));
    const own = Items.filter((item) => item.pk?.S?.includes(environment));
    expect(own).toHaveLength(6);
    expect(own.filter((item) => item.expiresAt !== undefined)).toEqual([]);
  });

  test('a damaged item stops the run with a sentence that names it', async () => {
    const { environment, clock, open } = createHarness();
    await open().writeStack(makeStack('demo-network'), await take(open(), clock));
    const Key = { pk: { S: `stacks#${environment}` }, sk: { S: 'demo-network' } };
    const damage = (body: string) =>
      dynamodb.send(
        new UpdateItemCommand({
          TableName: 'ledger',
          Key,
          UpdateExpression: 'SET body = :body',
          ExpressionAttributeValues: { ':body': { S: body } },
        }),
      );

    await damage('{"name":');
    await expect(open().readStacks()).rejects.toMatchObject({
      code: 'CorruptRecord',
      message: `The record stacks#${environment}/demo-network is damaged: it is not JSON`,
    });
    await damage('{"name":"demo-network","outputs":{"VpcId":7}}');
    await expect(open().readStacks()).rejects.toMatchObject({
      code: 'CorruptRecord',
      message: `The record stacks#${environment}/demo-network is damaged: outputs.VpcId: Invalid input: expected string, received number`,
    });
  });

  test('a run whose item is gone is an error, not an unknown run', async () => {
    const { environment, clock, open } = createHarness();
    await open().writeRun(makeRun({ startedAt: 7 }), await take(open(), clock));
    const Key = { pk: { S: `runs#${environment}` }, sk: { S: `000000000000007#${SHA}` } };
    await dynamodb.send(new DeleteItemCommand({ TableName: 'ledger', Key }));
    await expect(open().readRun(SHA)).rejects.toMatchObject({ code: 'CorruptRecord' });
  });

  test('an entry that somebody changed does not stop the next ones', async () => {
    const { environment, clock, open } = createHarness();
    const lease = await take(open(), clock);
    await open().appendEvidence(makeEvent('run-started'), lease);
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: 'ledger',
        Key: { pk: { S: `evidence#${environment}` }, sk: { S: '000000000000001' } },
        UpdateExpression: 'SET entry = :entry',
        ExpressionAttributeValues: { ':entry': { S: 'something else' } },
      }),
    );
    await open().appendEvidence(makeEvent('run-ended'), lease);
    const [first, second] = await open().readEvidence(1);
    expect([first?.text, JSON.parse(second?.text ?? '').number]).toEqual(['something else', 2]);
  });
});
