import { eachItem, functionOfInvocationPath } from '../forms.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/**
 * What an HTTP API has besides its stages, routes and integrations. Defaults:
 * https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html and …/domainnames.html
 */
export const HTTP_API_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::ApiGatewayV2::ApiMapping': typeRules({
    readable: ['ApiId', 'ApiMappingKey', 'DomainName', 'Stage'],
    ignored: ['/DomainName'],
  }),
  'AWS::ApiGatewayV2::Authorizer': typeRules({
    readable: [
      'ApiId',
      'AuthorizerCredentialsArn',
      'AuthorizerPayloadFormatVersion',
      'AuthorizerResultTtlInSeconds',
      'AuthorizerType',
      'AuthorizerUri',
      'EnableSimpleResponses',
      'IdentitySource',
      'IdentityValidationExpression',
      'JwtConfiguration',
      'Name',
    ],
    sets: ['/IdentitySource', '/JwtConfiguration/Audience'],
    absent: [
      ['/AuthorizerResultTtlInSeconds', 0],
      ['/EnableSimpleResponses', false],
      ['/JwtConfiguration/Issuer', ''],
    ],
    rewrites: [['/AuthorizerUri', functionOfInvocationPath]],
    ignored: ['/ApiId'],
    // These are about functions; an authorizer of tokens has no say in them.
    onlyDeclared: ['/AuthorizerPayloadFormatVersion', '/AuthorizerResultTtlInSeconds'],
  }),
  'AWS::ApiGatewayV2::DomainName': typeRules({
    readable: ['DomainName', 'DomainNameConfigurations', 'MutualTlsAuthentication', 'RoutingMode', 'Tags'],
    anyCase: ['/DomainName'],
    absent: [['/RoutingMode', 'API_MAPPING_ONLY']],
    // Who issued the certificate, and whether it is there yet, is not asked for.
    forms: [
      [
        '/DomainNameConfigurations',
        eachItem(
          ({
            CertificateArn = null,
            EndpointType = 'REGIONAL',
            SecurityPolicy = 'TLS_1_2',
            IpAddressType = 'ipv4',
          }) => ({
            CertificateArn,
            EndpointType,
            SecurityPolicy,
            IpAddressType,
          }),
        ),
      ],
    ],
  }),
};
