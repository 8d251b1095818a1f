import { ApiGatewayV2Client } from '@aws-sdk/client-apigatewayv2';
import { expect, test } from 'vitest';
import { createStageCleaner } from '../../../controller/adapters/apigateway-stages.ts';

/** API Gateway with one stage. Notes each request; `GetStage` fails with the error of that name. */
function clientWith(RouteSettings: object | undefined, error?: string) {
  const client = new ApiGatewayV2Client({ region: 'us-east-1' });
  const requests: string[] = [];
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async ({ input }) => {
        requests.push(`${commandName} ${'RouteKey' in input ? input.RouteKey : ''}`.trim());
        if (error !== undefined) throw Object.assign(new Error(error), { name: error });
        const output = { $metadata: {}, ...(commandName === 'GetStageCommand' && { RouteSettings }) };
        return { response: {}, output };
      },
    { step: 'initialize' },
  );
  return { client, requests };
}

const remove = (client: ApiGatewayV2Client, ...kept: readonly string[]) =>
  createStageCleaner(client).removeRouteSettings('a1b2c3', '$default', new Set(kept));

test('settings of routes that are not kept are removed, each by itself', async () => {
  const { client, requests } = clientWith({ 'GET /a': {}, 'GET /b': {}, 'ANY /c': {} });
  await remove(client, 'GET /b');
  expect(requests).toEqual([
    'GetStageCommand',
    'DeleteRouteSettingsCommand GET /a',
    'DeleteRouteSettingsCommand ANY /c',
  ]);
});

test.each([undefined, {}, { 'GET /b': {} }])('C3: with nothing to remove it only looks: %s', async (settings) => {
  const { client, requests } = clientWith(settings);
  await remove(client, 'GET /b');
  expect(requests).toEqual(['GetStageCommand']);
});

test('a stage that does not exist has none; another failure is told', async () => {
  await expect(remove(clientWith({}, 'NotFoundException').client)).resolves.toBeUndefined();
  await expect(remove(clientWith({}, 'TooManyRequestsException').client)).rejects.toMatchObject({
    code: 'Throttled',
    retryable: true,
  });
});
