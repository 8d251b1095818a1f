import { UpdateItemCommand, type UpdateItemCommandInput } from '@aws-sdk/client-dynamodb';
import type { Lease, Ledger } from '../record/port.ts';
import { awsError } from './aws-errors.ts';
import { untilUncontended } from './dynamodb-contention.ts';
import { keyAttributes } from './dynamodb-ledger-items.ts';
import type { LedgerTable } from './dynamodb-ledger-table.ts';

const NAMES = { '#owner': 'owner', '#token': 'token', '#until': 'until' };

/**
 * Leases as one item each, which is never deleted, so that its token only grows. `until` is compared with the caller's
 * time; DynamoDB's own expiry is not used.
 */
export function leaseMethods(table: LedgerTable): Pick<Ledger, 'acquireLease' | 'releaseLease'> {
  return {
    acquireLease: async (name, owner, now, ttlMs) => {
      const expiresAt = now + ttlMs;
      const attributes = await updateLease(table, name, {
        UpdateExpression: 'SET #owner = :owner, #until = :until ADD #token :one',
        // The own lease may be taken again: after a lost reply nobody knows that it is held (C3).
        ConditionExpression: 'attribute_not_exists(pk) OR #until <= :now OR #owner = :owner',
        ExpressionAttributeValues: {
          ':owner': { S: owner },
          ':until': { N: String(expiresAt) },
          ':now': { N: String(now) },
          ':one': { N: '1' },
        },
      });
      return attributes && { name, owner, token: Number(attributes.token?.N), expiresAt };
    },

    releaseLease: async (lease: Lease) => {
      await updateLease(table, lease.name, {
        UpdateExpression: 'SET #until = :never',
        ConditionExpression: '#owner = :owner AND #token = :token',
        ExpressionAttributeValues: {
          ':owner': { S: lease.owner },
          ':token': { N: String(lease.token) },
          ':never': { N: '0' },
        },
      });
    },
  };
}

/** `undefined` when the condition did not hold. */
async function updateLease(
  { dynamodb, tableName, keys }: LedgerTable,
  name: string,
  update: Pick<UpdateItemCommandInput, 'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeValues'>,
) {
  try {
    const command = new UpdateItemCommand({
      TableName: tableName,
      Key: keyAttributes(keys.lease(name)),
      ExpressionAttributeNames: NAMES,
      ReturnValues: 'ALL_NEW',
      ...update,
    });
    const { Attributes } = await untilUncontended(() => dynamodb.send(command));
    return Attributes ?? {};
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return undefined;
    throw awsError(error, `update the lease ${name}`);
  }
}
