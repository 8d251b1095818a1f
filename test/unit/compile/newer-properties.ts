const NEWER = 'the collection of schemas is of 2025; the service specification and cfn-lint know the property';

/** What the collection of AWS's resource schemas says of our templates → why it is no problem. */
export const NO_PROBLEMS: Readonly<Record<string, string>> = {
  'AWS::Events::Rule: must NOT have additional properties {"additionalProperty":"Tags"}': NEWER,
  'AWS::ApiGatewayV2::DomainName/DomainNameConfigurations/0: must NOT have additional properties {"additionalProperty":"IpAddressType"}':
    NEWER,
  'AWS::CloudWatch::Dashboard: must NOT have additional properties {"additionalProperty":"Tags"}': NEWER,
  'AWS::EC2::VPCEndpoint: must NOT have additional properties {"additionalProperty":"Tags"}': NEWER,
  'AWS::Lambda::EventSourceMapping: must NOT have additional properties {"additionalProperty":"Tags"}': NEWER,
  'AWS::Lambda::Permission: must NOT have additional properties {"additionalProperty":"InvokedViaFunctionUrl"}': NEWER,
  'AWS::S3::Bucket: must NOT have additional properties {"additionalProperty":"AbacStatus"}': NEWER,
};
