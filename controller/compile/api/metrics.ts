import type { Json } from '../../lib/json.ts';
import type { ComponentSite } from '../platform/component.ts';
import { restApiName } from '../platform/rest-api.ts';
import { takeOutput } from '../references.ts';

/** How CloudWatch knows the shared API. */
export interface ApiMetrics {
  readonly dimension: { readonly Name: string; readonly Value: Json };
  readonly clientErrors: string;
  readonly serverErrors: string;
}

/**
 * The words differ with the type of the API: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
 */
export function apiMetrics(site: ComponentSite): ApiMetrics {
  if (site.context.platform.spec.api.type === 'rest') {
    const dimension = { Name: 'ApiName', Value: restApiName(site.context) };
    return { dimension, clientErrors: '4XXError', serverErrors: '5XXError' };
  }
  const [apiId = ''] = takeOutput('apiId', site);
  return { dimension: { Name: 'ApiId', Value: apiId }, clientErrors: '4xx', serverErrors: '5xx' };
}
