import { isJsonObject } from '../../lib/json.ts';
import { ASSUMPTIONS, HOURS } from '../assumptions.ts';
import { assumed, type CostSite, expected, line, type Priced, priced } from '../priced.ts';
import { PRICES, type PriceName } from '../prices.ts';
import { BYTES_PER_GB } from './logs.ts';

/** An HTTP API counts a request again for each 512 KB that it carries: https://aws.amazon.com/api-gateway/pricing/ */
const METERED_KB = 512;

const BYTES_PER_KB = 1000;

/** A route of an HTTP API: its requests, what its answers send to the internet, its lines in the access log. */
export function estimateHttpRoute(site: CostSite): Priced {
  return estimateRequests(site, 'httpApiRequests', METERED_KB);
}

/** A method of a REST API. One that API Gateway answers itself (the preflight of CORS) is left out: browsers keep its answer. */
export function estimateRestMethod(site: CostSite): Priced {
  const { Integration } = site.properties;
  if (isJsonObject(Integration) && Integration.Type === 'MOCK') return priced([]);
  return estimateRequests(site, 'restApiRequests', Number.POSITIVE_INFINITY);
}

/** A stage of a REST API: its cache, which is paid by the hour. Requests are counted at the methods. */
export function estimateRestStage(site: CostSite): Priced {
  const { CacheClusterEnabled, CacheClusterSize } = site.properties;
  const name = `restCache${CacheClusterSize ?? '0.5'}`;
  return CacheClusterEnabled === true && isPrice(name) ? priced([line(site, 'cache', HOURS, name)]) : priced([]);
}

function estimateRequests(site: CostSite, price: PriceName, meteredKb: number): Priced {
  const requests = expected(site, 'requestsPerMonth', 'routeRequests');
  const answer = expected(site, 'averageResponseKb', 'responseKb');
  const metered = Math.max(1, Math.ceil(answer.value / meteredKb));
  const sent = (requests.value * answer.value * BYTES_PER_KB) / BYTES_PER_GB;
  const logged = (requests.value * ASSUMPTIONS.accessLogBytes.value) / BYTES_PER_GB;
  const lines = [
    line(site, 'requests', requests.value * metered, price),
    line(site, 'answers to the internet', sent, 'dataOut'),
    ...(site.accessLogs.length > 0 ? [line(site, 'access log', logged, 'logIngest')] : []),
  ];
  return priced(lines, requests, answer, ...(site.accessLogs.length > 0 ? [assumed('accessLogBytes')] : []));
}

function isPrice(name: string): name is PriceName {
  return Object.hasOwn(PRICES, name);
}
