import type { Json } from '../../lib/json.ts';
import { getAtt } from '../intrinsics.ts';
import { apiWord } from '../platform-outputs.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite } from './component.ts';

/** The stage of one of the shared APIs. */
interface MappedStage {
  readonly api: number;
  readonly apiId: Json;
  readonly name: string;
  readonly after: string;
}

/** The shared API's own name, and the records that lead to it where the Platform names a zone. */
export function addDomain(site: ComponentSite): void {
  const { domain } = site.context.platform.spec.api;
  if (domain === undefined) return;
  add(site, 'ApiDomain', 'AWS::ApiGatewayV2::DomainName', {
    DomainName: domain.name,
    DomainNameConfigurations: [
      {
        CertificateArn: domain.certificateArn,
        EndpointType: 'REGIONAL',
        SecurityPolicy: 'TLS_1_2',
        IpAddressType: 'dualstack',
      },
    ],
    Tags: site.tags,
  });
  if (domain.hostedZoneId !== undefined) addRecords(domain.name, domain.hostedZoneId, site);
  addOutput(
    site.draft,
    'ApiDomainTarget',
    getAtt('ApiDomain', 'RegionalDomainName'),
    'What the name of the API leads to',
  );
}

/** For IPv4 and IPv6. An alias costs nothing and follows the target's addresses. */
function addRecords(name: string, hostedZoneId: string, site: ComponentSite): void {
  for (const [id, type] of [
    ['ApiRecord', 'A'],
    ['ApiRecordIpv6', 'AAAA'],
  ] as const) {
    add(site, id, 'AWS::Route53::RecordSet', {
      HostedZoneId: hostedZoneId,
      Name: name,
      Type: type,
      AliasTarget: {
        DNSName: getAtt('ApiDomain', 'RegionalDomainName'),
        HostedZoneId: getAtt('ApiDomain', 'RegionalHostedZoneId'),
        EvaluateTargetHealth: false,
      },
    });
  }
}

/**
 * First part of the path under which the API's own name leads to one of several APIs; the first API has none. Not the paths of its teams: API
 * Gateway takes the part off before it looks for a route.
 */
export function mappingKey(api: number): string | undefined {
  return api === 1 ? undefined : `api-${api}`;
}

/** What the name answers with: the stage of an API, which has to be there first. `after` is its logical id. */
export function addDomainMapping(stage: MappedStage, site: ComponentSite): void {
  const { domain } = site.context.platform.spec.api;
  if (domain === undefined) return;
  const key = mappingKey(stage.api);
  const properties = {
    ApiId: stage.apiId,
    DomainName: domain.name,
    Stage: stage.name,
    ...(key !== undefined && { ApiMappingKey: key }),
  };
  add(site, `${apiWord(stage.api)}DomainMapping`, 'AWS::ApiGatewayV2::ApiMapping', properties, {
    DependsOn: stage.after,
  });
}
