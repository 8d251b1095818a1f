import { functionOf, jsonForm } from '../forms.ts';
import { accountId } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/**
 * Lambda's types besides the function itself. Defaults: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html,
 * …/API_AddPermission.html, …/API_PutFunctionEventInvokeConfig.html, …/API_CreateFunctionUrlConfig.html
 */
export const LAMBDA_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::Lambda::Alias': typeRules({
    readable: [
      'Description',
      'FunctionName',
      'FunctionVersion',
      'Name',
      'ProvisionedConcurrencyConfig',
      'RoutingConfig',
    ],
    sets: ['/RoutingConfig/AdditionalVersionWeights'],
    rewrites: [['/FunctionName', functionOf]],
  }),
  'AWS::Lambda::EventInvokeConfig': typeRules({
    readable: ['DestinationConfig', 'FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
    defaults: [
      ['/MaximumEventAgeInSeconds', 21_600],
      ['/MaximumRetryAttempts', 2],
    ],
    rewrites: [['/FunctionName', functionOf]],
  }),
  'AWS::Lambda::EventSourceMapping': typeRules({
    readable: [
      'AmazonManagedKafkaEventSourceConfig',
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'DocumentDBEventSourceConfig',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria',
      'FunctionName',
      'FunctionResponseTypes',
      'KmsKeyArn',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'MetricsConfig',
      'ParallelizationFactor',
      'ProvisionedPollerConfig',
      'Queues',
      'ScalingConfig',
      'SelfManagedEventSource',
      'SelfManagedKafkaEventSourceConfig',
      'SourceAccessConfigurations',
      'StartingPosition',
      'StartingPositionTimestamp',
      'Tags',
      'Topics',
      'TumblingWindowInSeconds',
    ],
    defaults: [['/Enabled', true]],
    sets: [
      '/FilterCriteria/Filters',
      '/FunctionResponseTypes',
      '/MetricsConfig/Metrics',
      '/SourceAccessConfigurations',
    ],
    absent: [
      ['/BisectBatchOnFunctionError', false],
      ['/MaximumBatchingWindowInSeconds', 0],
      ['/MaximumRecordAgeInSeconds', -1],
      ['/MaximumRetryAttempts', -1],
      ['/ParallelizationFactor', 1],
      ['/TumblingWindowInSeconds', 0],
    ],
    rewrites: [['/FunctionName', functionOf]],
    forms: [['/FilterCriteria/Filters/*/Pattern', jsonForm]],
    // The position is where a stream is begun; for queues it means nothing.
    onlyDeclared: ['/BatchSize', '/StartingPosition', '/StartingPositionTimestamp'],
  }),
  'AWS::Lambda::Permission': typeRules({
    readable: [
      'Action',
      'EventSourceToken',
      'FunctionName',
      'FunctionUrlAuthType',
      'InvokedViaFunctionUrl',
      'Principal',
      'PrincipalOrgID',
      'SourceAccount',
      'SourceArn',
    ],
    anyCase: ['/Action'],
    rewrites: [
      ['/FunctionName', functionOf],
      ['/Principal', accountId],
    ],
  }),
  'AWS::Lambda::Url': typeRules({
    readable: ['AuthType', 'Cors', 'InvokeMode', 'Qualifier', 'TargetFunctionArn'],
    defaults: [['/InvokeMode', 'BUFFERED']],
    sets: ['/Cors/AllowHeaders', '/Cors/AllowMethods', '/Cors/AllowOrigins', '/Cors/ExposeHeaders'],
    anyCase: ['/Cors/AllowHeaders', '/Cors/AllowOrigins', '/Cors/ExposeHeaders'],
    absent: [
      ['/Cors/AllowCredentials', false],
      ['/Cors/MaxAge', 0],
    ],
    rewrites: [['/TargetFunctionArn', (text) => functionOf(text).replace(/:.*$/, '')]],
  }),
  'AWS::Lambda::Version': typeRules({
    readable: ['CodeSha256', 'Description', 'FunctionName'],
    rewrites: [['/FunctionName', functionOf]],
    onlyDeclared: ['/CodeSha256'],
  }),
};
