import {
  CreateIntegrationCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  GetApiCommand,
  GetRoutesCommand,
  UpdateApiCommand,
} from '@aws-sdk/client-apigatewayv2';
import { DescribeStackEventsCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Story } from './story.ts';

/** Deletes a route of the shared API behind Git's back. */
export async function deleteRoute({ clients, apiId }: Story, routeKey: string): Promise<void> {
  const { Items = [] } = await clients.gateway.send(new GetRoutesCommand({ ApiId: apiId }));
  const RouteId = Items.find((route) => route.RouteKey === routeKey)?.RouteId;
  await clients.gateway.send(new DeleteRouteCommand({ ApiId: apiId, RouteId }));
}

/** Lets every web site call the shared API. */
export async function openApi({ clients, apiId }: Story): Promise<void> {
  await clients.gateway.send(new UpdateApiCommand({ ApiId: apiId, CorsConfiguration: { AllowOrigins: ['*'] } }));
}

/** Web sites that may call the shared API. */
export async function allowedOrigins({ clients, apiId }: Story): Promise<readonly string[]> {
  const { CorsConfiguration } = await clients.gateway.send(new GetApiCommand({ ApiId: apiId }));
  return CorsConfiguration?.AllowOrigins ?? [];
}

/** Adds a route to somewhere else to the shared API. */
export async function addRoute({ clients, apiId }: Story, routeKey: string): Promise<void> {
  const { IntegrationId } = await clients.gateway.send(
    new CreateIntegrationCommand({
      ApiId: apiId,
      IntegrationType: 'HTTP_PROXY',
      IntegrationMethod: 'ANY',
      IntegrationUri: 'https://example.com',
      PayloadFormatVersion: '1.0',
    }),
  );
  const Target = `integrations/${IntegrationId}`;
  await clients.gateway.send(new CreateRouteCommand({ ApiId: apiId, RouteKey: routeKey, Target }));
}

/** Keys of all routes of the shared API, sorted. */
export async function routeKeys({ clients, apiId }: Story): Promise<readonly string[]> {
  const { Items = [] } = await clients.gateway.send(new GetRoutesCommand({ ApiId: apiId }));
  return Items.map(({ RouteKey = '' }) => RouteKey).sort();
}

/** CloudFormation's word for a stack; `undefined` when there is none. */
export async function stackStatus({ clients }: Story, name: string): Promise<string | undefined> {
  try {
    const { Stacks = [] } = await clients.cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    return Stacks[0]?.StackStatus;
  } catch (error) {
    if (error instanceof Error && error.message.includes('does not exist')) return undefined;
    throw error;
  }
}

/** When a stack last had a status, by CloudFormation's own events. Takes a name, or the id of a stack that is gone. */
export async function timeOfStatus({ clients }: Story, stack: string, status: string): Promise<number> {
  const { StackEvents = [] } = await clients.cloudFormation.send(new DescribeStackEventsCommand({ StackName: stack }));
  const times = StackEvents.filter(
    (event) => event.PhysicalResourceId === event.StackId && event.ResourceStatus === status,
  ).map(({ Timestamp }) => Timestamp?.getTime() ?? Number.NaN);
  return Math.max(...times);
}
