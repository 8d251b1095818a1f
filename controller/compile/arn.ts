import { partitionOf } from '../lib/partition.ts';

export { partitionOf };

/** Where a platform lives; enough to write any of its ARNs out in full. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A regional ARN in the platform's own account, written out rather than put together by CloudFormation: it can be read and compared as it is. */
export function arnIn({ account, region }: Place, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
