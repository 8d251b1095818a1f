import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { NETWORK_INTERFACE_ACTIONS } from '../network-interfaces.ts';
import { resolveAll } from '../references.ts';
import type { Site } from '../site.ts';
import { allow } from '../statement.ts';

/** The subnets and security groups that the function runs in; nothing for one outside of any VPC. */
export function networkOf(site: Site<'Function'>): JsonObject {
  if (!isInVpc(site.document)) return {};
  const { subnets = [], securityGroups = [] } = site.document.spec;
  return {
    VpcConfig: {
      SubnetIds: resolveAll(subnets, site),
      SecurityGroupIds: resolveAll(securityGroups, site),
      Ipv6AllowedForDualStack: false,
    },
  };
}

/** What the role of a function in a VPC needs for it. */
export function networkStatements({ document }: Site<'Function'>): readonly JsonObject[] {
  return isInVpc(document) ? [allow(NETWORK_INTERFACE_ACTIONS, '*')] : [];
}

function isInVpc({ spec }: RegistryDocument<'Function'>): boolean {
  return (spec.subnets ?? []).length > 0;
}
