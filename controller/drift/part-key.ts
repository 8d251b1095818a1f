import type { Expected, ExpectedObject } from './expected.ts';
import { functionOf } from './forms.ts';

/** Types whose physical id is no key, or is another one in CloudFormation than in the service. */
const KEYS: ReadonlyMap<string, (physicalId: string, properties: ExpectedObject) => readonly (Expected | undefined)[]> =
  new Map([
    ['AWS::ApiGateway::Authorizer', (id, { RestApiId }) => [beside(id, RestApiId)]],
    ['AWS::ApiGateway::Method', (_, { ResourceId, HttpMethod }) => [ResourceId, HttpMethod]],
    ['AWS::ApiGatewayV2::Authorizer', (id, { ApiId }) => [beside(id, ApiId)]],
    [
      'AWS::EC2::Route',
      (_, { RouteTableId, DestinationCidrBlock, DestinationIpv6CidrBlock, DestinationPrefixListId }) => [
        RouteTableId,
        DestinationCidrBlock ?? DestinationIpv6CidrBlock ?? DestinationPrefixListId,
      ],
    ],
    ['AWS::Lambda::Alias', (_, { FunctionName, Name }) => [bare(FunctionName), Name]],
    ['AWS::Lambda::Permission', (sid, { FunctionName }) => [qualified(FunctionName), lastPart(sid)]],
    ['AWS::Lambda::Url', (_, { TargetFunctionArn, Qualifier = '' }) => [bare(TargetFunctionArn), Qualifier]],
  ]);

/**
 * What tells one resource of a type from another: the same for what a template declares and for what AWS has. `undefined` when
 * a property that it takes is not known.
 */
export function partKey(type: string, physicalId: string, properties: ExpectedObject): string | undefined {
  const parts = KEYS.get(type)?.(physicalId, properties) ?? [lastPart(physicalId)];
  return parts.every((part) => typeof part === 'string') ? [type, ...parts].join(' ') : undefined;
}

/** Physical ids of types with a compound identifier may come as `<api id>|<id>`. */
function lastPart(physicalId: string): string {
  return physicalId.slice(physicalId.lastIndexOf('|') + 1);
}

/** Nobody knows which of the two comes first. */
function beside(physicalId: string, parent: Expected | undefined): string {
  return physicalId.split('|').find((part) => part !== parent) ?? physicalId;
}

function qualified(name: Expected | undefined): Expected | undefined {
  return typeof name === 'string' ? functionOf(name) : name;
}

function bare(name: Expected | undefined): Expected | undefined {
  return typeof name === 'string' ? functionOf(name).replace(/:.*$/, '') : name;
}
