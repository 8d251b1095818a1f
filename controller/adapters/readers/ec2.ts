import { partKey } from '../../drift/part-key.ts';
import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { allAt, tagsAt, textAt, textsAt, type XmlValue } from '../aws-xml.ts';
import { bareId, type Calls, orGone, present, type ServiceReader, said } from './calls.ts';

const VERSION = '2016-11-15';

/** The network. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html */
export const EC2_READER: ServiceReader = {
  actions: [
    'ec2:DescribeAddresses',
    'ec2:DescribeFlowLogs',
    'ec2:DescribeInternetGateways',
    'ec2:DescribeNatGateways',
    'ec2:DescribeRouteTables',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeVpcAttribute',
    'ec2:DescribeVpcEndpoints',
    'ec2:DescribeVpcs',
  ],
  reads: {
    'AWS::EC2::EIP': readAddress,
    'AWS::EC2::FlowLog': readFlowLog,
    'AWS::EC2::InternetGateway': readInternetGateway,
    'AWS::EC2::NatGateway': readNatGateway,
    'AWS::EC2::Route': readRoute,
    'AWS::EC2::RouteTable': readRouteTable,
    'AWS::EC2::SecurityGroup': readSecurityGroup,
    'AWS::EC2::Subnet': readSubnet,
    'AWS::EC2::SubnetRouteTableAssociation': readAssociation,
    'AWS::EC2::VPC': readVpc,
    'AWS::EC2::VPCEndpoint': readEndpoint,
    'AWS::EC2::VPCGatewayAttachment': readAttachment,
  },
  parts: { 'AWS::EC2::RouteTable': routesOf },
  attributes: {
    'AWS::EC2::EIP.AllocationId': async ({ physicalId }, calls) =>
      textAt(await addressOf(physicalId, calls), 'allocationId'),
  },
};

/** How EC2 lists a type: action, the list in its answer, the parameter that takes an id, and its error for an unknown one. */
interface Listing {
  readonly action: string;
  readonly set: string;
  readonly id: string;
  readonly gone: string;
}

const ADDRESSES = {
  action: 'DescribeAddresses',
  set: 'addressesSet',
  id: 'PublicIp.1',
  gone: 'InvalidAddress.NotFound',
};
const FLOW_LOGS = {
  action: 'DescribeFlowLogs',
  set: 'flowLogSet',
  id: 'FlowLogId.1',
  gone: 'InvalidFlowLogId.NotFound',
};
const GATEWAYS = {
  action: 'DescribeInternetGateways',
  set: 'internetGatewaySet',
  id: 'InternetGatewayId.1',
  gone: 'InvalidInternetGatewayID.NotFound',
};
const NAT_GATEWAYS = {
  action: 'DescribeNatGateways',
  set: 'natGatewaySet',
  id: 'NatGatewayId.1',
  gone: 'NatGatewayNotFound',
};
const ROUTE_TABLES = {
  action: 'DescribeRouteTables',
  set: 'routeTableSet',
  id: 'RouteTableId.1',
  gone: 'InvalidRouteTableID.NotFound',
};
const GROUPS = {
  action: 'DescribeSecurityGroups',
  set: 'securityGroupInfo',
  id: 'GroupId.1',
  gone: 'InvalidGroup.NotFound',
};
const SUBNETS = { action: 'DescribeSubnets', set: 'subnetSet', id: 'SubnetId.1', gone: 'InvalidSubnetID.NotFound' };
const ENDPOINTS = {
  action: 'DescribeVpcEndpoints',
  set: 'vpcEndpointSet',
  id: 'VpcEndpointId.1',
  gone: 'InvalidVpcEndpointId.NotFound',
};
const VPCS = { action: 'DescribeVpcs', set: 'vpcSet', id: 'VpcId.1', gone: 'InvalidVpcID.NotFound' };

/** What EC2 tells of one thing; `undefined` when it is gone. What was deleted stays in some lists for an hour. */
async function find({ action, set, id, gone }: Listing, physicalId: string, calls: Calls) {
  const answer = await orGone(calls.query('ec2', VERSION, action, { [id]: physicalId }), gone);
  const items = allAt(answer, `${action}Response`, set, 'item');
  // An endpoint that does not know the parameter lists everything.
  const found = items.find((item) => Object.values(Object(item)).flat().includes(physicalId));
  if (found === undefined || typeof found === 'string') return undefined;
  const state = textAt(found, 'state');
  return state === 'deleted' || state === 'deleting' ? undefined : found;
}

function tagsOf(value: XmlValue): JsonObject {
  return { Tags: tagsAt(value, 'tagSet', 'item') };
}

/** Texts of an answer under the names of the template. */
function texts(value: XmlValue | undefined, names: Readonly<Record<string, string>>): JsonObject {
  return present(Object.fromEntries(Object.entries(names).map(([to, from]) => [to, textAt(value, from)])));
}

/** The id of an address is the address, perhaps with its allocation behind a bar. */
function addressOf(physicalId: string, calls: Calls) {
  return find(ADDRESSES, physicalId.split('|')[0] ?? '', calls);
}

async function readAddress({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await addressOf(physicalId, calls);
  return found && { ...texts(found, { Domain: 'domain' }), ...tagsOf(found) };
}

async function readFlowLog({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(FLOW_LOGS, physicalId, calls);
  const names = {
    DeliverLogsPermissionArn: 'deliverLogsPermissionArn',
    LogDestination: 'logDestination',
    LogDestinationType: 'logDestinationType',
    LogFormat: 'logFormat',
    LogGroupName: 'logGroupName',
    MaxAggregationInterval: 'maxAggregationInterval',
    ResourceId: 'resourceId',
    TrafficType: 'trafficType',
  };
  return found && { ...texts(found, names), ...tagsOf(found) };
}

async function readInternetGateway({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(GATEWAYS, physicalId, calls);
  return found && tagsOf(found);
}

async function readAttachment(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const InternetGatewayId = said(target, 'InternetGatewayId');
  const found = await find(GATEWAYS, InternetGatewayId, calls);
  const [attached] = allAt(found, 'attachmentSet', 'item');
  return attached === undefined ? undefined : { InternetGatewayId, ...texts(attached, { VpcId: 'vpcId' }) };
}

async function readNatGateway({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(NAT_GATEWAYS, physicalId, calls);
  if (found === undefined) return undefined;
  const [address] = allAt(found, 'natGatewayAddressSet', 'item');
  return {
    ...texts(address, { AllocationId: 'allocationId' }),
    ...texts(found, { ConnectivityType: 'connectivityType', SubnetId: 'subnetId', VpcId: 'vpcId' }),
    ...tagsOf(found),
  };
}

async function readRouteTable({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(ROUTE_TABLES, physicalId, calls);
  return found && { ...texts(found, { VpcId: 'vpcId' }), ...tagsOf(found) };
}

/** The target of a route and where it leads; an unset gateway is not told. */
const ROUTE = {
  CarrierGatewayId: 'carrierGatewayId',
  DestinationCidrBlock: 'destinationCidrBlock',
  DestinationIpv6CidrBlock: 'destinationIpv6CidrBlock',
  DestinationPrefixListId: 'destinationPrefixListId',
  EgressOnlyInternetGatewayId: 'egressOnlyInternetGatewayId',
  GatewayId: 'gatewayId',
  InstanceId: 'instanceId',
  LocalGatewayId: 'localGatewayId',
  NatGatewayId: 'natGatewayId',
  NetworkInterfaceId: 'networkInterfaceId',
  TransitGatewayId: 'transitGatewayId',
  VpcPeeringConnectionId: 'vpcPeeringConnectionId',
};

/** Routes that somebody made: the one to the VPC itself comes with the table, those to gateway endpoints with the endpoints. */
async function routes(RouteTableId: string, calls: Calls): Promise<readonly JsonObject[]> {
  const table = await find(ROUTE_TABLES, RouteTableId, calls);
  return allAt(table, 'routeSet', 'item')
    .filter((route) => textAt(route, 'origin') === 'CreateRoute')
    .filter((route) => !textAt(route, 'gatewayId')?.startsWith('vpce-'))
    .map((route) => ({ RouteTableId, ...texts(route, ROUTE) }));
}

async function readRoute(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const key = partKey(target.type, '', target.declared);
  const found = await routes(said(target, 'RouteTableId'), calls);
  return found.find((route) => partKey(target.type, '', route) === key);
}

async function routesOf({ physicalId }: ReadTarget, calls: Calls): Promise<readonly ResourcePart[]> {
  return (await routes(physicalId, calls)).map((properties) => {
    const { DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId } = properties;
    const destination = DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId;
    return { type: 'AWS::EC2::Route', physicalId: `${physicalId}|${destination}`, properties };
  });
}

async function readAssociation(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const table = await find(ROUTE_TABLES, said(target, 'RouteTableId'), calls);
  const found = allAt(table, 'associationSet', 'item').find(
    (one) => textAt(one, 'routeTableAssociationId') === bareId(target.physicalId),
  );
  return found === undefined ? undefined : texts(found, { RouteTableId: 'routeTableId', SubnetId: 'subnetId' });
}

async function readSecurityGroup({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(GROUPS, bareId(physicalId), calls);
  if (found === undefined) return undefined;
  return {
    ...texts(found, { GroupDescription: 'groupDescription', GroupName: 'groupName', VpcId: 'vpcId' }),
    SecurityGroupEgress: allAt(found, 'ipPermissionsEgress', 'item').flatMap((one) => rulesOf(one, 'Destination')),
    SecurityGroupIngress: allAt(found, 'ipPermissions', 'item').flatMap((one) => rulesOf(one, 'Source')),
    ...tagsOf(found),
  };
}

/** EC2 puts rules for the same ports into one; the template has one for each peer. */
function rulesOf(permission: XmlValue, peer: 'Source' | 'Destination'): readonly JsonObject[] {
  const ports = texts(permission, { IpProtocol: 'ipProtocol', FromPort: 'fromPort', ToPort: 'toPort' });
  const each = (set: string, property: string, name: string) =>
    allAt(permission, set, 'item').map((one) => ({
      ...ports,
      ...texts(one, { [property]: name, Description: 'description' }),
    }));
  return [
    ...each('ipRanges', 'CidrIp', 'cidrIp'),
    ...each('ipv6Ranges', 'CidrIpv6', 'cidrIpv6'),
    ...each('prefixListIds', `${peer}PrefixListId`, 'prefixListId'),
    ...each('groups', `${peer}SecurityGroupId`, 'groupId'),
  ];
}

async function readSubnet({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(SUBNETS, physicalId, calls);
  const names = {
    AssignIpv6AddressOnCreation: 'assignIpv6AddressOnCreation',
    CidrBlock: 'cidrBlock',
    MapPublicIpOnLaunch: 'mapPublicIpOnLaunch',
    VpcId: 'vpcId',
  };
  const [ipv6] = allAt(found, 'ipv6CidrBlockAssociationSet', 'item');
  return found && { ...texts(found, names), ...texts(ipv6, { Ipv6CidrBlock: 'ipv6CidrBlock' }), ...tagsOf(found) };
}

async function readVpc({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(VPCS, physicalId, calls);
  if (found === undefined) return undefined;
  const attribute = async (name: string) => {
    const input = { VpcId: physicalId, Attribute: name };
    const answer = await calls.query('ec2', VERSION, 'DescribeVpcAttribute', input);
    return textAt(answer, 'DescribeVpcAttributeResponse', name, 'value');
  };
  return present({
    ...texts(found, { CidrBlock: 'cidrBlock', InstanceTenancy: 'instanceTenancy' }),
    EnableDnsHostnames: await attribute('enableDnsHostnames'),
    EnableDnsSupport: await attribute('enableDnsSupport'),
    ...tagsOf(found),
  });
}

async function readEndpoint({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const found = await find(ENDPOINTS, physicalId, calls);
  if (found === undefined) return undefined;
  return {
    ...texts(found, {
      PolicyDocument: 'policyDocument',
      PrivateDnsEnabled: 'privateDnsEnabled',
      ServiceName: 'serviceName',
      VpcEndpointType: 'vpcEndpointType',
      VpcId: 'vpcId',
    }),
    RouteTableIds: textsAt(found, 'routeTableIdSet', 'item'),
    SecurityGroupIds: allAt(found, 'groupSet', 'item').flatMap((one) => textAt(one, 'groupId') ?? []),
    SubnetIds: textsAt(found, 'subnetIdSet', 'item'),
    ...tagsOf(found),
  };
}
