import { isJsonArray } from '../../lib/json.ts';
import { HOURS } from '../assumptions.ts';
import { type CostSite, expected, line, type Priced, priced } from '../priced.ts';

/** A NAT gateway: every hour that it is there, and what passes it. Its public address is a resource of its own. */
export function estimateNatGateway(site: CostSite): Priced {
  const data = expected(site, 'dataProcessedGb', 'natGb');
  return priced([line(site, 'hours', HOURS, 'natHours'), line(site, 'data through it', data.value, 'natData')], data);
}

/** A public IPv4 address, in use or not. */
export function estimateAddress(site: CostSite): Priced {
  return priced([line(site, 'public IPv4 address', HOURS, 'publicIpv4')]);
}

/** An interface endpoint: every hour in every zone, and what passes it. Gateway endpoints cost nothing. */
export function estimateEndpoint(site: CostSite): Priced {
  const { VpcEndpointType, SubnetIds } = site.properties;
  if (VpcEndpointType !== 'Interface') return priced([]);
  const zones = isJsonArray(SubnetIds) ? Math.max(1, SubnetIds.length) : 1;
  const data = expected(site, 'dataProcessedGb', 'endpointGb');
  const lines = [
    line(site, `hours in ${zones} zones`, HOURS * zones, 'endpointHours'),
    line(site, 'data through it', data.value, 'endpointData'),
  ];
  return priced(lines, data);
}
