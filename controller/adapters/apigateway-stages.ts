import { type ApiGatewayV2Client, DeleteRouteSettingsCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import type { StageCleaner } from '../apply/port.ts';
import { awsError } from './aws-errors.ts';

/** What this adapter calls, on `/apis/<id>/stages/<name>` and `…/routesettings/<route key>`: the management API knows HTTP methods only. */
export const STAGE_CLEANER_ACTIONS = ['apigateway:GET', 'apigateway:DELETE'] as const;

/** Clears what CloudFormation leaves on stages. */
export function createStageCleaner(client: ApiGatewayV2Client): StageCleaner {
  return {
    removeRouteSettings: async (ApiId, StageName, kept) => {
      try {
        const { RouteSettings = {} } = await client.send(new GetStageCommand({ ApiId, StageName }));
        for (const RouteKey of Object.keys(RouteSettings).filter((key) => !kept.has(key))) {
          await client.send(new DeleteRouteSettingsCommand({ ApiId, StageName, RouteKey }));
        }
      } catch (error) {
        if (error instanceof Error && error.name === 'NotFoundException') return;
        throw awsError(error, `clear the route settings of stage ${StageName} of API ${ApiId}`);
      }
    },
  };
}
