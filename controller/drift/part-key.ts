import type { JsonObject } from '../lib/json.ts';
import type { ExpectedObject } from './expected.ts';
import { functionOf } from './forms.ts';

/** Types whose physical id is no key, or is another one in CloudFormation than in the service. */
const KEYS: Readonly<Record<string, (physicalId: string, properties: ExpectedObject | JsonObject) => string>> = {
  'AWS::ApiGateway::Method': (_, { ResourceId, HttpMethod }) => `${ResourceId} ${HttpMethod}`,
  'AWS::EC2::Route': (_, { RouteTableId, ...route }) =>
    `${RouteTableId} ${route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId}`,
  'AWS::Lambda::Alias': (_, { FunctionName, Name }) => `${functionName(FunctionName)} ${Name}`,
  'AWS::Lambda::Permission': (sid, { FunctionName }) => `${functionOf(String(FunctionName))} ${sid}`,
  'AWS::Lambda::Url': (_, { TargetFunctionArn, Qualifier }) => `${functionName(TargetFunctionArn)} ${Qualifier ?? ''}`,
};

/** What tells one resource of a type from another: the same for what a template declares and for what AWS has. */
export function partKey(type: string, physicalId: string, properties: ExpectedObject | JsonObject): string {
  const key = Object.hasOwn(KEYS, type) ? KEYS[type] : undefined;
  // Physical ids of types with a compound identifier may come as `<api id>|<id>`.
  return `${type} ${key?.(physicalId, properties) ?? physicalId.slice(physicalId.lastIndexOf('|') + 1)}`;
}

function functionName(text: unknown): string {
  return functionOf(String(text)).replace(/:.*$/, '');
}
