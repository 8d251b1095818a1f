import { type Expected, isExpectedObject } from '../expected.ts';
import { eachItem, functionOfInvocationPath } from '../forms.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/** Answers of functions are kept or not; an authorizer of tokens asks no function, whatever is kept of how it would. */
function authorizerForm(value: Expected): Expected {
  if (!isExpectedObject(value)) return value;
  const { AuthorizerPayloadFormatVersion, AuthorizerResultTtlInSeconds = 0, ...rest } = value;
  if (isExpectedObject(value.JwtConfiguration) && value.JwtConfiguration.Issuer !== '') return rest;
  return {
    ...rest,
    AuthorizerResultTtlInSeconds,
    ...(AuthorizerPayloadFormatVersion !== undefined && { AuthorizerPayloadFormatVersion }),
  };
}

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
      ['/EnableSimpleResponses', false],
      ['/JwtConfiguration/Issuer', ''],
    ],
    rewrites: [['/AuthorizerUri', functionOfInvocationPath]],
    forms: [['', authorizerForm]],
    ignored: ['/ApiId'],
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
