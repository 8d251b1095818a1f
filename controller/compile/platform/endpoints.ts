import type { InterfaceService } from '../../../registry/kinds/platform/endpoints.ts';
import type { JsonObject } from '../../lib/json.ts';
import { pascalCase } from '../../lib/names.ts';
import { platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { policyOf } from '../statement.ts';
import { add, type ComponentSite, namedTags } from './component.ts';

/** EC2's limit: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const MAX_GROUP_NAME = 255;

/** All AWS APIs are served over TLS. */
const TLS_PORT = 443;

/** An address that nothing answers at. A group without any rule gets EC2's own, which lets everything out. */
const NOWHERE = '127.0.0.1/32';

/** EC2's default policy of an endpoint, written out for drift to see (F1). What callers may do is for their own roles to say. */
const EVERYONE: JsonObject = policyOf([{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }]);

/** The ways from the private subnets to AWS that need no NAT gateway. */
export function addEndpoints(zones: readonly number[], site: ComponentSite): void {
  const { gateway, interface: services } = site.context.platform.spec.network.endpoints;
  for (const service of ['s3', 'dynamodb'] as const) if (gateway.includes(service)) addGateway(service, zones, site);
  if (services.length === 0) return;
  addGroup(site);
  for (const service of [...services].sort()) addInterface(service, zones, site);
}

/** Traffic to S3 and DynamoDB stays inside AWS, at no cost. */
function addGateway(service: 's3' | 'dynamodb', zones: readonly number[], site: ComponentSite): void {
  add(site, service === 's3' ? 'S3Endpoint' : 'DynamodbEndpoint', 'AWS::EC2::VPCEndpoint', {
    VpcId: ref('Vpc'),
    VpcEndpointType: 'Gateway',
    ServiceName: serviceName(service, site),
    RouteTableIds: zones.map((zone) => ref(`PrivateRouteTable${zone}`)),
    PolicyDocument: EVERYONE,
    Tags: namedTags(site, 'vpce', service),
  });
}

/** The service's usual host name leads to the endpoint, so callers need not know of it. */
function addInterface(service: InterfaceService, zones: readonly number[], site: ComponentSite): void {
  add(site, `${pascalCase(service)}Endpoint`, 'AWS::EC2::VPCEndpoint', {
    VpcId: ref('Vpc'),
    VpcEndpointType: 'Interface',
    ServiceName: serviceName(service, site),
    SubnetIds: zones.map((zone) => ref(`PrivateSubnet${zone}`)),
    SecurityGroupIds: [getAtt('EndpointSecurityGroup', 'GroupId')],
    PrivateDnsEnabled: true,
    PolicyDocument: EVERYONE,
    Tags: namedTags(site, 'vpce', service.replace('.', '-')),
  });
}

function serviceName(service: string, { context }: ComponentSite): string {
  return `com.amazonaws.${context.platform.spec.region}.${service}`;
}

/** Everything in the VPC may call the endpoints; they call nobody. Name and description never change, as for the functions' group. */
function addGroup(site: ComponentSite): void {
  const { cidr } = site.context.platform.spec.network;
  add(site, 'EndpointSecurityGroup', 'AWS::EC2::SecurityGroup', {
    GroupName: platformName(site.context, ['sg', 'endpoint'], MAX_GROUP_NAME),
    GroupDescription: 'Interface endpoints of the shared VPC: TLS from the VPC in, nothing out',
    VpcId: ref('Vpc'),
    SecurityGroupIngress: [
      { IpProtocol: 'tcp', FromPort: TLS_PORT, ToPort: TLS_PORT, CidrIp: cidr, Description: 'TLS from the VPC' },
    ],
    SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: NOWHERE, Description: 'Nothing out' }],
    Tags: namedTags(site, 'sg', 'endpoint'),
  });
}
