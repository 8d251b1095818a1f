import { ASSUMPTIONS, DAYS } from '../assumptions.ts';
import { usersOf } from '../neighbours.ts';
import {
  type Amount,
  assumed,
  type CostSite,
  expected,
  line,
  numberIn,
  type Priced,
  priced,
  siteOf,
} from '../priced.ts';
import { requestsOf } from './lambda.ts';

/** Bytes of a GB, as CloudWatch and S3 count log lines here: the decimal one, which is a little too much rather than too little. */
export const BYTES_PER_GB = 1e9;

/** A log group: what is written into it, and what of it is kept. Whoever writes to it says how much that is. */
export function estimateLogGroup(site: CostSite): Priced {
  const ingest = ingestOf(site);
  if (ingest === undefined) return priced([]);
  const kept = retentionOf(site);
  const stored = ingest.value * kept.value * ASSUMPTIONS.logCompression.value;
  const lines = [line(site, 'log lines', ingest.value, 'logIngest'), line(site, 'kept logs', stored, 'logStorage')];
  return priced(lines, ingest, kept, assumed('logCompression'));
}

/** A flow log to S3 is paid here; one to a log group is paid there. */
export function estimateFlowLog(site: CostSite): Priced {
  if (site.properties.LogDestinationType !== 's3') return priced([]);
  const written = expected(site, 'logGbPerMonth', 'flowLogGb');
  return priced([line(site, 'log lines', written.value, 'vendedLogsToS3')], written);
}

/** A metric filter makes a metric of ours. */
export function estimateMetricFilter(site: CostSite): Priced {
  return priced([line(site, 'metric', 1, 'metrics')]);
}

/** GB a month; `undefined` where the routes of the API pay, because the access log is theirs. */
function ingestOf(site: CostSite): Amount | undefined {
  const { LogGroupName: name } = site.properties;
  if (site.usage.logGbPerMonth !== undefined) return expected(site, 'logGbPerMonth', 'logGb');
  const writer = site.logWriters.get(typeof name === 'string' ? name : '');
  const resource = writer === undefined ? undefined : site.template.Resources[writer];
  if (writer !== undefined && resource !== undefined) return linesOf(requestsOf(siteOf(writer, resource, site)));
  if (site.accessLogs.some((arn) => arn.endsWith(`:log-group:${name}`))) return undefined;
  const users = (type: string) => usersOf(site.id, name, type, site.template);
  if (users('AWS::ApiGatewayV2::Stage').length > 0 || users('AWS::ApiGateway::Stage').length > 0) return undefined;
  const [flow] = users('AWS::EC2::FlowLog');
  return flow === undefined
    ? assumed('logGb')
    : expected(siteOf(flow.id, flow.resource, site), 'logGbPerMonth', 'flowLogGb');
}

function linesOf(requests: Amount): Amount {
  const bytes = assumed('functionLogBytes');
  return {
    value: (requests.value * bytes.value) / BYTES_PER_GB,
    assumed: [...requests.assumed, ...bytes.assumed],
  };
}

/** Months for which lines are kept. */
function retentionOf({ properties }: CostSite): Amount {
  const days = numberIn(properties.RetentionInDays, 0);
  return days === 0 ? assumed('logMonths') : { value: days / DAYS, assumed: [] };
}
