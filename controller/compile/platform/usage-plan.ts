import type { Json } from '../../lib/json.ts';
import { logicalId } from '../../lib/names.ts';
import { componentOutput, platformName } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { parameterFor } from '../logical-ids.ts';
import { keyOutput } from '../platform-outputs.ts';
import { importOutput } from '../stack-draft.ts';
import { add, type ComponentSite, siteTags } from './component.ts';

const MAX_NAME = 128;

/** What each API key may use of the REST API's stage, and the keys that it is for. */
export function addUsagePlan(apiId: Json, site: ComponentSite): void {
  const { usagePlan } = site.context.platform.spec.api;
  if (usagePlan === undefined) return;
  const { throttle, quota, keys } = usagePlan;
  add(site, 'UsagePlan', 'AWS::ApiGateway::UsagePlan', {
    UsagePlanName: platformName(site.context, ['usage-plan'], MAX_NAME),
    Description: `Use of the shared API of ${site.context.platform.spec.project} by API keys`,
    ApiStages: [{ ApiId: apiId, Stage: ref('RestStage') }],
    ...(throttle !== undefined && { Throttle: { RateLimit: throttle.rate, BurstLimit: throttle.burst } }),
    ...(quota !== undefined && { Quota: { Limit: quota.requests, Period: quota.period.toUpperCase(), Offset: 0 } }),
    Tags: siteTags(site),
  });
  for (const name of keys) addKey(name, site);
}

function addKey(name: string, { draft, context, source }: ComponentSite): void {
  const output = keyOutput(name);
  const KeyId = importOutput(
    draft,
    parameterFor('application', output),
    componentOutput(context, 'application', output),
  );
  const properties = { KeyId, KeyType: 'API_KEY', UsagePlanId: ref('UsagePlan') };
  add({ draft, context, source, tags: {} }, logicalId('UsageOf', name), 'AWS::ApiGateway::UsagePlanKey', properties);
}
