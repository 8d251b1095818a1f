import { isJsonArray, isJsonObject } from '../../lib/json.ts';
import { type CostSite, expected, line, type Priced, priced } from '../priced.ts';

/** A bucket: what it holds, requests, and what it sends to the internet. */
export function estimateBucket(site: CostSite): Priced {
  const stored = expected(site, 'storageGb', 'bucketGb');
  const puts = expected(site, 'putsPerMonth', 'bucketPuts');
  const gets = expected(site, 'getsPerMonth', 'bucketGets');
  const sent = site.usage.dataOutGb ?? 0;
  const lines = [
    line(site, 'storage', stored.value, 's3Storage'),
    line(site, 'requests that write', puts.value, 's3Puts'),
    line(site, 'requests that read', gets.value, 's3Gets'),
    ...(sent > 0 ? [line(site, 'data to the internet', sent, 'dataOut')] : []),
  ];
  return priced(lines, stored, puts, gets);
}

/** A table on demand: a write goes into every global index too, and point-in-time recovery is paid by what the table holds. */
export function estimateTable(site: CostSite): Priced {
  const stored = expected(site, 'storageGb', 'tableGb');
  const reads = expected(site, 'readsPerMonth', 'tableReads');
  const writes = expected(site, 'writesPerMonth', 'tableWrites');
  const { GlobalSecondaryIndexes: indexes, PointInTimeRecoverySpecification: recovery } = site.properties;
  const copies = 1 + (isJsonArray(indexes) ? indexes.length : 0);
  const recoverable = isJsonObject(recovery) && recovery.PointInTimeRecoveryEnabled === true;
  const lines = [
    line(site, 'writes', writes.value * copies, 'tableWrites'),
    line(site, 'reads', reads.value, 'tableReads'),
    line(site, 'storage', stored.value * copies, 'tableStorage'),
    ...(recoverable ? [line(site, 'point-in-time recovery', stored.value * copies, 'tableRecovery')] : []),
  ];
  return priced(lines, writes, reads, stored);
}

/** A repository of container images. */
export function estimateRepository(site: CostSite): Priced {
  const stored = expected(site, 'storageGb', 'imageGb');
  return priced([line(site, 'storage', stored.value, 'imageStorage')], stored);
}
