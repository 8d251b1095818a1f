import { type Expected, type ExpectedObject, isExpectedObject } from '../expected.ts';
import { eachItem } from '../forms.ts';
import { policyForm } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/** A rule for all protocols has no ports; the account of a group follows from the group. */
function ruleForm(rule: ExpectedObject): Expected {
  const { SourceSecurityGroupOwnerId: _, FromPort, ToPort, ...rest } = rule;
  return String(rule.IpProtocol) === '-1' || FromPort === undefined || ToPort === undefined
    ? rest
    : { ...rest, FromPort, ToPort };
}

/** An endpoint without a policy has the one that allows everything. https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html */
const OPEN_POLICY = policyForm({
  Version: '2008-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }],
});

/** What a group lets out of which nothing is said. */
const OPEN_EGRESS = [{ IpProtocol: '-1', CidrIp: '0.0.0.0/0' }];

/** Both versions of the policy language say the same of a policy without variables. */
function endpointPolicy(value: Expected): Expected {
  const form = policyForm(value);
  return isExpectedObject(form) ? { ...form, Version: '2008-10-17' } : form;
}

/**
 * The network. Defaults: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVpc.html and its neighbours;
 * a new security group lets everything out (…/API_CreateSecurityGroup.html).
 */
export const NETWORK_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::EC2::EIP': typeRules({ readable: ['Domain', 'Tags'], onlyDeclared: ['/Domain'] }),
  'AWS::EC2::FlowLog': typeRules({
    readable: [
      'DeliverLogsPermissionArn',
      'LogDestination',
      'LogDestinationType',
      'LogFormat',
      'LogGroupName',
      'MaxAggregationInterval',
      'ResourceId',
      'ResourceType',
      'Tags',
      'TrafficType',
    ],
    defaults: [
      ['/LogDestinationType', 'cloud-watch-logs'],
      ['/MaxAggregationInterval', 600],
    ],
    // The answer names the resource, not what kind it is.
    ignored: ['/ResourceType'],
    onlyDeclared: ['/LogDestination', '/LogFormat', '/LogGroupName'],
  }),
  'AWS::EC2::InternetGateway': typeRules({ readable: ['Tags'] }),
  'AWS::EC2::NatGateway': typeRules({
    readable: ['AllocationId', 'ConnectivityType', 'SubnetId', 'Tags', 'VpcId'],
    defaults: [['/ConnectivityType', 'public']],
    onlyDeclared: ['/VpcId'],
  }),
  'AWS::EC2::Route': typeRules({
    readable: [
      'CarrierGatewayId',
      'DestinationCidrBlock',
      'DestinationIpv6CidrBlock',
      'DestinationPrefixListId',
      'EgressOnlyInternetGatewayId',
      'GatewayId',
      'InstanceId',
      'LocalGatewayId',
      'NatGatewayId',
      'NetworkInterfaceId',
      'RouteTableId',
      'TransitGatewayId',
      'VpcEndpointId',
      'VpcPeeringConnectionId',
    ],
  }),
  'AWS::EC2::RouteTable': typeRules({ readable: ['Tags', 'VpcId'] }),
  'AWS::EC2::SecurityGroup': typeRules({
    readable: ['GroupDescription', 'GroupName', 'SecurityGroupEgress', 'SecurityGroupIngress', 'Tags', 'VpcId'],
    defaults: [['/SecurityGroupEgress', (group) => ('SecurityGroupEgress' in group ? [] : OPEN_EGRESS)]],
    sets: ['/SecurityGroupEgress', '/SecurityGroupIngress'],
    absent: [
      ['/SecurityGroupEgress/*/Description', ''],
      ['/SecurityGroupIngress/*/Description', ''],
    ],
    forms: [
      ['/SecurityGroupEgress', eachItem(ruleForm)],
      ['/SecurityGroupIngress', eachItem(ruleForm)],
    ],
    onlyDeclared: ['/GroupName', '/VpcId'],
  }),
  'AWS::EC2::Subnet': typeRules({
    readable: [
      'AssignIpv6AddressOnCreation',
      'AvailabilityZone',
      'CidrBlock',
      'Ipv6CidrBlock',
      'MapPublicIpOnLaunch',
      'Tags',
      'VpcId',
    ],
    absent: [
      ['/AssignIpv6AddressOnCreation', false],
      ['/MapPublicIpOnLaunch', false],
    ],
    // A subnet never moves; which zone `Fn::GetAZs` named is known to CloudFormation only.
    ignored: ['/AvailabilityZone'],
  }),
  'AWS::EC2::SubnetRouteTableAssociation': typeRules({ readable: ['RouteTableId', 'SubnetId'] }),
  'AWS::EC2::VPC': typeRules({
    readable: ['CidrBlock', 'EnableDnsHostnames', 'EnableDnsSupport', 'InstanceTenancy', 'Tags'],
    defaults: [
      ['/EnableDnsHostnames', false],
      ['/EnableDnsSupport', true],
      ['/InstanceTenancy', 'default'],
    ],
  }),
  'AWS::EC2::VPCEndpoint': typeRules({
    readable: [
      'PolicyDocument',
      'PrivateDnsEnabled',
      'RouteTableIds',
      'SecurityGroupIds',
      'ServiceName',
      'SubnetIds',
      'Tags',
      'VpcEndpointType',
      'VpcId',
    ],
    defaults: [
      ['/VpcEndpointType', 'Gateway'],
      ['/PolicyDocument', () => OPEN_POLICY],
    ],
    sets: ['/RouteTableIds', '/SecurityGroupIds', '/SubnetIds'],
    absent: [['/PrivateDnsEnabled', false]],
    forms: [['/PolicyDocument', endpointPolicy]],
  }),
  'AWS::EC2::VPCGatewayAttachment': typeRules({ readable: ['InternetGatewayId', 'VpcId', 'VpnGatewayId'] }),
};
