import type { Json } from '../../lib/json.ts';
import type { ComponentSite } from '../platform/component.ts';
import { restApiName } from '../platform/rest-api.ts';
import { numbersTo } from '../platform-outputs.ts';
import { takeOutput } from '../references.ts';

/** How CloudWatch knows one of the shared APIs. */
export interface ApiMetrics {
  readonly api: number;
  readonly dimension: { readonly Name: string; readonly Value: Json };
  readonly clientErrors: string;
  readonly serverErrors: string;
}

/**
 * The words differ with the type of the API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function apiMetrics(site: ComponentSite): readonly ApiMetrics[] {
  if (site.context.platform.spec.api.type === 'rest') {
    const dimension = { Name: 'ApiName', Value: restApiName(site.context) };
    return [{ api: 1, dimension, clientErrors: '4XXError', serverErrors: '5XXError' }];
  }
  return numbersTo(site.context.apis.count).map((api) => {
    const [apiId = ''] = takeOutput('apiId', site, api);
    return { api, dimension: { Name: 'ApiId', Value: apiId }, clientErrors: '4xx', serverErrors: '5xx' };
  });
}
