import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/**
 * Makes a client's next `times` calls of one command fail like a broken connection, below the SDK's own retries:
 * `after` the service did the work, so that nobody knows, or `before` it got the request.
 */
export function loseReplies(
  client: DynamoDBClient,
  command: string,
  times: number,
  moment: 'before' | 'after' = 'after',
): { count(): number } {
  let lost = 0;
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName !== command || lost >= times) return next(args);
      lost += 1;
      if (moment === 'after') await next(args);
      throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
    },
    { step: 'finalizeRequest', priority: 'low', name: 'loseReplies' },
  );
  return { count: () => lost };
}
