import { platformName } from '../context.ts';
import { getAtt, ref } from '../intrinsics.ts';
import { numbersTo } from '../platform-outputs.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite, namedTags } from './component.ts';
import { addEndpoints, MAX_GROUP_NAME } from './endpoints.ts';
import { rangesOf } from './subnets.ts';

/** Anywhere on the internet. */
const ANYWHERE = '0.0.0.0/0';

/**
 * The shared VPC: public and private subnets over the zones, route tables, NAT as asked, endpoints, and a security group
 * for functions. CloudFormation can neither adopt nor empty the security group that EC2 gives every VPC, so nothing here uses it:
 * whatever is put into the network has to name a group.
 */
export function compileNetwork(site: ComponentSite): void {
  const zones = numbersTo(site.context.platform.spec.network.azs);
  addVpc(site);
  addPublicRouting(site);
  for (const zone of zones) {
    addSubnets(zone, site);
    addNat(zone, site);
  }
  addEndpoints(zones, site);
  addSecurityGroup(site);
  addOutputs(zones, site);
}

function addVpc(site: ComponentSite): void {
  add(site, 'Vpc', 'AWS::EC2::VPC', {
    CidrBlock: site.context.platform.spec.network.cidr,
    EnableDnsSupport: true,
    EnableDnsHostnames: true,
    InstanceTenancy: 'default',
    Tags: namedTags(site, 'vpc'),
  });
  add(site, 'InternetGateway', 'AWS::EC2::InternetGateway', { Tags: namedTags(site, 'igw') });
  add(site, 'InternetGatewayAttachment', 'AWS::EC2::VPCGatewayAttachment', {
    VpcId: ref('Vpc'),
    InternetGatewayId: ref('InternetGateway'),
  });
}

/** One table for all public subnets: their only way out is the internet gateway. */
function addPublicRouting(site: ComponentSite): void {
  add(site, 'PublicRouteTable', 'AWS::EC2::RouteTable', {
    VpcId: ref('Vpc'),
    Tags: namedTags(site, 'rtb', 'public'),
  });
  const route = {
    RouteTableId: ref('PublicRouteTable'),
    DestinationCidrBlock: ANYWHERE,
    GatewayId: ref('InternetGateway'),
  };
  add(site, 'PublicDefaultRoute', 'AWS::EC2::Route', route, { DependsOn: 'InternetGatewayAttachment' });
}

/** A private table per zone whatever the NAT, so that a later change of NAT replaces routes and nothing else. */
function addSubnets(zone: number, site: ComponentSite): void {
  const ranges = rangesOf(site.context.platform.spec.network.cidr, zone);
  addSubnet(`PublicSubnet${zone}`, ['subnet', 'public', `${zone}`], ranges.publicCidr, zone, site);
  addSubnet(`PrivateSubnet${zone}`, ['subnet', 'private', `${zone}`], ranges.privateCidr, zone, site);
  add(site, `PrivateRouteTable${zone}`, 'AWS::EC2::RouteTable', {
    VpcId: ref('Vpc'),
    Tags: namedTags(site, 'rtb', 'private', `${zone}`),
  });
  associate(`PublicSubnet${zone}`, 'PublicRouteTable', site);
  associate(`PrivateSubnet${zone}`, `PrivateRouteTable${zone}`, site);
}

function addSubnet(id: string, name: readonly string[], cidr: string, zone: number, site: ComponentSite): void {
  add(site, id, 'AWS::EC2::Subnet', {
    VpcId: ref('Vpc'),
    AvailabilityZone: { 'Fn::Select': [zone - 1, { 'Fn::GetAZs': '' }] },
    CidrBlock: cidr,
    MapPublicIpOnLaunch: false,
    AssignIpv6AddressOnCreation: false,
    Tags: namedTags(site, ...name),
  });
}

function associate(subnet: string, table: string, site: ComponentSite): void {
  const properties = { SubnetId: ref(subnet), RouteTableId: ref(table) };
  add(site, `${subnet}RouteTableAssociation`, 'AWS::EC2::SubnetRouteTableAssociation', properties);
}

/** `single`: one gateway, in zone 1, that all private subnets use. `per-az`: each zone its own, so that a lost zone takes none along. */
function addNat(zone: number, site: ComponentSite): void {
  const { nat } = site.context.platform.spec.network;
  if (nat === 'none') return;
  if (nat === 'per-az' || zone === 1) addNatGateway(zone, site);
  add(site, `PrivateDefaultRoute${zone}`, 'AWS::EC2::Route', {
    RouteTableId: ref(`PrivateRouteTable${zone}`),
    DestinationCidrBlock: ANYWHERE,
    NatGatewayId: ref(`NatGateway${nat === 'per-az' ? zone : 1}`),
  });
}

function addNatGateway(zone: number, site: ComponentSite): void {
  const address = { Domain: 'vpc', Tags: namedTags(site, 'eip', 'nat', `${zone}`) };
  const gateway = {
    AllocationId: getAtt(`NatAddress${zone}`, 'AllocationId'),
    ConnectivityType: 'public',
    SubnetId: ref(`PublicSubnet${zone}`),
    Tags: namedTags(site, 'nat', `${zone}`),
  };
  add(site, `NatAddress${zone}`, 'AWS::EC2::EIP', address, { DependsOn: 'InternetGatewayAttachment' });
  add(site, `NatGateway${zone}`, 'AWS::EC2::NatGateway', gateway, { DependsOn: 'PublicDefaultRoute' });
}

/**
 * Functions may call out and nobody may call them: Lambda itself does not come in through the network. The name and the description can
 * never change, since EC2 would have to replace the group while functions use it.
 */
function addSecurityGroup(site: ComponentSite): void {
  add(site, 'LambdaSecurityGroup', 'AWS::EC2::SecurityGroup', {
    GroupName: platformName(site.context, ['sg', 'lambda'], MAX_GROUP_NAME),
    GroupDescription: 'Functions in the shared VPC: all calls out, none in',
    VpcId: ref('Vpc'),
    SecurityGroupIngress: [],
    SecurityGroupEgress: [{ IpProtocol: '-1', CidrIp: ANYWHERE, Description: 'All calls out' }],
    Tags: namedTags(site, 'sg', 'lambda'),
  });
}

function addOutputs(zones: readonly number[], { draft }: ComponentSite): void {
  addOutput(draft, 'VpcId', ref('Vpc'), 'VPC');
  for (const tier of ['Public', 'Private']) {
    const ids = zones.map((zone) => ref(`${tier}Subnet${zone}`));
    addOutput(draft, `${tier}SubnetIds`, { 'Fn::Join': [',', ids] }, `${tier} subnets, one per availability zone`);
    for (const zone of zones) {
      addOutput(draft, `${tier}Subnet${zone}Id`, ref(`${tier}Subnet${zone}`), `${tier} subnet of zone ${zone}`);
    }
  }
  addOutput(draft, 'LambdaSecurityGroupId', getAtt('LambdaSecurityGroup', 'GroupId'), 'Security group for functions');
}
