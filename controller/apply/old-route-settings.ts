import type { Template, TemplateResource } from '../compile/template.ts';
import { isJsonObject } from '../lib/json.ts';
import type { StageCleaner } from './port.ts';

const STAGE = 'AWS::ApiGatewayV2::Stage';

/**
 * Takes the settings of routes off a stage that its new template does not name. CloudFormation leaves them there, because UpdateStage adds to
 * what there is, and API Gateway then refuses every change of the stage once such a route is gone
 * (https://github.com/hashicorp/terraform-provider-aws/issues/16094). Repeating it changes nothing (C3).
 */
export async function removeOldRouteSettings(
  templateBody: string,
  parameters: Readonly<Record<string, string>>,
  stages: StageCleaner,
): Promise<void> {
  if (!templateBody.includes(`"${STAGE}"`)) return;
  const { Resources } = JSON.parse(templateBody) as Template;
  for (const resource of Object.values(Resources)) {
    const apiId = apiIdOf(resource, parameters);
    if (resource.Type !== STAGE || apiId === undefined) continue;
    const { StageName, RouteSettings = {} } = resource.Properties ?? {};
    await stages.removeRouteSettings(apiId, String(StageName), new Set(Object.keys(RouteSettings as object)));
  }
}

/** The API is of another stack, so that its id is a parameter. */
function apiIdOf({ Properties = {} }: TemplateResource, parameters: Readonly<Record<string, string>>) {
  const { ApiId } = Properties;
  return isJsonObject(ApiId) && typeof ApiId.Ref === 'string' ? parameters[ApiId.Ref] : undefined;
}
