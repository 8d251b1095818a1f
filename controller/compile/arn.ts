import { partitionOf } from '../lib/partition.ts';

export { partitionOf };

/** Partition → what names of services end in there, where it is not `amazonaws.com`. Source: the SDKs' partitions.json. */
const DNS_SUFFIXES: Readonly<Record<string, string>> = {
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
  'aws-iso': 'c2s.ic.gov',
  'aws-iso-b': 'sc2s.sgov.gov',
  'aws-iso-e': 'cloud.adc-e.uk',
  'aws-iso-f': 'csp.hci.ic.gov',
};

/** What names of services in a region end in. */
export function dnsSuffixOf(region: string): string {
  return DNS_SUFFIXES[partitionOf(region)] ?? 'amazonaws.com';
}

/** Where a platform lives; enough to write any of its ARNs out in full. */
export interface Place {
  readonly account: string;
  readonly region: string;
}

/** A regional ARN in the platform's own account, written out rather than put together by CloudFormation: it can be read and compared as it is. */
export function arnIn({ account, region }: Place, service: string, resource: string): string {
  return `arn:${partitionOf(region)}:${service}:${region}:${account}:${resource}`;
}
