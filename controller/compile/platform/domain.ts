import type { Json } from '../../lib/json.ts';
import { getAtt, ref } from '../intrinsics.ts';
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

/** What the name answers with: the API's only stage, which has to be there first. `after` is the stage's logical id, if it is of the same stack. */
export function addDomainMapping(api: { readonly apiId: Json; readonly after?: string }, site: ComponentSite): void {
  if (site.context.platform.spec.api.domain === undefined) return;
  const properties = { ApiId: api.apiId, DomainName: ref('ApiDomain'), Stage: '$default' };
  const attributes = api.after === undefined ? {} : { DependsOn: api.after };
  add(site, 'ApiDomainMapping', 'AWS::ApiGatewayV2::ApiMapping', properties, attributes);
}
