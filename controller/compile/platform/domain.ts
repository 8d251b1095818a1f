import type { Json } from '../../lib/json.ts';
import { getAtt } from '../intrinsics.ts';
import { addOutput } from '../stack-draft.ts';
import { add, type ComponentSite } from './component.ts';

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

/** What the name answers with: the stage of the API, which has to be there first. `after` is its logical id. */
export function addDomainMapping(
  stage: { readonly apiId: Json; readonly name: string; readonly after: string },
  site: ComponentSite,
): void {
  const { domain } = site.context.platform.spec.api;
  if (domain === undefined) return;
  const properties = { ApiId: stage.apiId, DomainName: domain.name, Stage: stage.name };
  add(site, 'ApiDomainMapping', 'AWS::ApiGatewayV2::ApiMapping', properties, { DependsOn: stage.after });
}
