import { expect, test } from 'vitest';
import type { StackRecord } from '../../controller/apply/progress.ts';
import { queuePairs } from '../../controller/queue-pairs.ts';

const URL = 'https://sqs.us-east-1.amazonaws.com/123456789012';

function stack(team: string, queues: Readonly<Record<string, string>>): StackRecord {
  return {
    name: `acme-team-${team}`,
    outputs: {},
    parameters: {},
    tags: { project: 'acme', team },
    resources: Object.entries(queues).map(([logicalId, name]) => ({
      logicalId,
      type: 'AWS::SQS::Queue',
      physicalId: `${URL}/${name}`,
    })),
    codeDigests: {},
  };
}

test('queues with dead letters are named by team and processor, or queue', () => {
  const stacks = [
    stack('shop', {
      QueueOrders: 'acme-shop-queue-orders.fifo',
      DeadQueueOrders: 'acme-shop-dead-letters-orders.fifo',
      QueueAlone: 'acme-shop-queue-alone',
    }),
    stack('payments', {
      DeadQueueStatementsEvents: 'acme-payments-dead-letters-statements-events',
      QueueStatementsEvents: 'acme-payments-queue-statements-events',
    }),
  ];
  expect(queuePairs(stacks)).toEqual([
    {
      name: 'payments/statements',
      queueUrl: `${URL}/acme-payments-queue-statements-events`,
      deadLetterQueueUrl: `${URL}/acme-payments-dead-letters-statements-events`,
    },
    {
      name: 'shop/orders',
      queueUrl: `${URL}/acme-shop-queue-orders.fifo`,
      deadLetterQueueUrl: `${URL}/acme-shop-dead-letters-orders.fifo`,
    },
  ]);
});

test('a name that was cut stays as AWS has it', () => {
  const [pair] = queuePairs([
    stack('payments', { QueueX1: 'acme-paym-9f86d081', DeadQueueX1: 'acme-paym-dead-9f86d081' }),
  ]);
  expect(pair?.name).toBe('payments/acme-paym-9f86d081');
});
