import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { expect, test } from 'vitest';
import { createApiReader } from '../../../controller/adapters/apigateway-api.ts';

/** API Gateway with pages of two, whatever size is asked for. Notes each request as `command token`. */
function pagedClient(routes: readonly string[]) {
  const client = new ApiGatewayV2Client({ region: 'us-east-1' });
  const requests: string[] = [];
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        const token = 'NextToken' in input ? Number(input.NextToken) : 0;
        requests.push(`${commandName} ${token}`);
        const Items = commandName === 'GetRoutesCommand' ? routes.slice(token, token + 2) : [];
        const more = commandName === 'GetRoutesCommand' && token + 2 < routes.length;
        const page = { Items: Items.map((RouteId) => ({ RouteId, RouteKey: `GET /${RouteId}` })) };
        const output = { $metadata: {}, ...page, ...(more && { NextToken: String(token + 2) }) };
        return { response: {}, output };
      },
    { step: 'initialize' },
  );
  return { client, requests };
}

test('all pages of routes are read, each once', async () => {
  const { client, requests } = pagedClient(['a', 'b', 'c', 'd', 'e']);
  const api = await createApiReader(client).readApi('a1b2c3');
  expect(api?.routes.map(({ routeId }) => routeId)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(requests.toSorted()).toEqual([
    'GetApiCommand 0',
    'GetIntegrationsCommand 0',
    'GetRoutesCommand 0',
    'GetRoutesCommand 2',
    'GetRoutesCommand 4',
    'GetStagesCommand 0',
  ]);
});

test('C6: when one of the lists fails there is no half-read API', async () => {
  const { client } = pagedClient(['a']);
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'GetIntegrationsCommand') return next(args);
        throw Object.assign(new Error('Too Many Requests'), { name: 'TooManyRequestsException' });
      },
    { step: 'initialize', priority: 'high' },
  );
  await expect(createApiReader(client).readApi('a1b2c3')).rejects.toMatchObject({ code: 'Throttled', retryable: true });
});
