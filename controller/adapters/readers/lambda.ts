import { functionOf } from '../../drift/forms.ts';
import type { ReadTarget, ResourcePart } from '../../drift/port.ts';
import { isJsonObject, type Json, type JsonObject } from '../../lib/json.ts';
import {
  allPages,
  bareId,
  type Calls,
  changing,
  objectOf,
  objectsOf,
  orGone,
  pick,
  present,
  type ServiceReader,
  said,
  textOf,
} from './calls.ts';

const FUNCTIONS = '/2015-03-31/functions';
const MAPPINGS = '/2015-03-31/event-source-mappings';

/** Lambda's types besides the function itself. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html */
export const LAMBDA_READER: ServiceReader = {
  actions: [
    'lambda:GetEventSourceMapping',
    'lambda:GetFunction',
    'lambda:GetFunctionEventInvokeConfig',
    'lambda:GetFunctionUrlConfig',
    'lambda:GetPolicy',
    'lambda:GetProvisionedConcurrencyConfig',
    'lambda:ListAliases',
    'lambda:ListEventSourceMappings',
    'lambda:ListFunctionUrlConfigs',
    'lambda:ListTags',
  ],
  reads: {
    'AWS::Lambda::Alias': readAlias,
    'AWS::Lambda::EventInvokeConfig': readInvokeConfig,
    'AWS::Lambda::EventSourceMapping': readMapping,
    'AWS::Lambda::Permission': readPermission,
    'AWS::Lambda::Url': readUrl,
    'AWS::Lambda::Version': readVersion,
  },
  parts: { 'AWS::Lambda::Function': partsOfFunction },
};

/** `name` or an ARN, with or without version or alias. */
function splitName(text: string): { readonly name: string; readonly qualifier: string | undefined } {
  const [name = '', qualifier] = functionOf(text).split(':');
  return { name, qualifier };
}

function functionPath(name: string, below = ''): string {
  return `${FUNCTIONS}/${encodeURIComponent(name)}${below}`;
}

async function readAlias(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const { name } = splitName(said(target, 'FunctionName'));
  const found = (await aliasesOf(name, calls))?.find((alias) => alias.Name === said(target, 'Name'));
  if (found === undefined) return undefined;
  const path = `/2019-09-30/functions/${encodeURIComponent(name)}/provisioned-concurrency`;
  const reserved = await orGone(
    calls.rest('lambda', path, { Qualifier: said(target, 'Name') }),
    'ProvisionedConcurrencyConfigNotFound',
  );
  const count = reserved?.RequestedProvisionedConcurrentExecutions;
  return {
    ...aliasProperties(name, found),
    ...(count !== undefined && { ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: count } }),
  };
}

/** The aliases of a function; `undefined` when it is gone. */
export function aliasesOf(name: string, calls: Calls): Promise<readonly JsonObject[] | undefined> {
  return orGone(listAll(functionPath(name, '/aliases'), 'Aliases', calls), 'ResourceNotFound');
}

function aliasProperties(FunctionName: string, alias: JsonObject): JsonObject {
  const weights = Object.entries(objectOf(objectOf(alias.RoutingConfig).AdditionalVersionWeights));
  const AdditionalVersionWeights = weights.map(([FunctionVersion, FunctionWeight]) => ({
    FunctionVersion,
    FunctionWeight,
  }));
  return {
    ...pick(alias, 'Description', 'FunctionVersion', 'Name'),
    FunctionName,
    RoutingConfig: { AdditionalVersionWeights },
  };
}

async function readVersion({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const { name, qualifier = '' } = splitName(physicalId);
  const answer = await orGone(calls.rest('lambda', functionPath(name), { Qualifier: qualifier }), 'ResourceNotFound');
  return answer && pick(objectOf(answer.Configuration), 'CodeSha256', 'Description', 'FunctionName');
}

async function readInvokeConfig(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const { name } = splitName(said(target, 'FunctionName'));
  const Qualifier = said(target, 'Qualifier');
  const path = `/2019-09-25/functions/${encodeURIComponent(name)}/event-invoke-config`;
  const answer = await orGone(calls.rest('lambda', path, { Qualifier }), 'ResourceNotFound');
  if (answer === undefined) return undefined;
  const own = pick(answer, 'DestinationConfig', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts');
  return { ...own, FunctionName: name, Qualifier };
}

/** One list serves all mappings of the account; what is not in it is asked for by name before it counts as gone. */
async function readMapping({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const listed = (await listAll(MAPPINGS, 'EventSourceMappings', calls)).find(({ UUID }) => UUID === physicalId);
  const path = `${MAPPINGS}/${encodeURIComponent(physicalId)}`;
  const mapping = listed ?? (await orGone(calls.rest('lambda', path), 'ResourceNotFound'));
  if (mapping === undefined) return undefined;
  const state = textOf(mapping.State) ?? '';
  if (state === 'Deleting') return undefined;
  if (state === 'Creating' || state === 'Updating') throw changing('event source mapping');
  const arn = textOf(mapping.EventSourceMappingArn);
  const tags = arn && (await calls.rest('lambda', `/2017-03-31/tags/${encodeURIComponent(arn)}`));
  return { ...mappingProperties(mapping), ...(tags && pick(tags, 'Tags')) };
}

function mappingProperties(mapping: JsonObject): JsonObject {
  const state = textOf(mapping.State);
  return {
    ...pick(
      mapping,
      'AmazonManagedKafkaEventSourceConfig',
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig',
      'DocumentDBEventSourceConfig',
      'EventSourceArn',
      'FilterCriteria',
      ['FunctionArn', 'FunctionName'],
      'FunctionResponseTypes',
      ['KMSKeyArn', 'KmsKeyArn'],
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
      'Topics',
      'TumblingWindowInSeconds',
    ),
    // `Enabling` and `Disabling` are on their way to what was last asked for.
    Enabled: state === 'Enabled' || state === 'Enabling',
  };
}

async function readPermission(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const { name, qualifier } = splitName(said(target, 'FunctionName'));
  const statements = await statementsOf(name, qualifier, calls);
  const found = statements.find(({ Sid }) => Sid === bareId(target.physicalId));
  return found && permissionProperties(found, said(target, 'FunctionName'));
}

/** The statements of a function's own policy; none when there is no policy, or no function. */
async function statementsOf(name: string, qualifier: string | undefined, calls: Calls): Promise<readonly JsonObject[]> {
  const query = qualifier === undefined ? {} : { Qualifier: qualifier };
  const answer = await orGone(calls.rest('lambda', functionPath(name, '/policy'), query), 'ResourceNotFound');
  const document: Json = JSON.parse(textOf(answer?.Policy) ?? '{}');
  return isJsonObject(document) ? objectsOf(document.Statement) : [];
}

/** A statement in the words of AddPermission. https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html */
function permissionProperties(statement: JsonObject, FunctionName: string): JsonObject {
  const conditions = new Map(
    Object.values(objectOf(statement.Condition)).flatMap((keys) =>
      Object.entries(objectOf(keys)).map(([key, value]) => [key.toLowerCase(), value] as const),
    ),
  );
  const { Principal: principal } = statement;
  return present({
    Action: statement.Action,
    FunctionName,
    Principal: isJsonObject(principal) ? Object.values(principal)[0] : principal,
    EventSourceToken: conditions.get('lambda:eventsourcetoken'),
    FunctionUrlAuthType: conditions.get('lambda:functionurlauthtype'),
    InvokedViaFunctionUrl: conditions.get('lambda:invokedviafunctionurl'),
    PrincipalOrgID: conditions.get('aws:principalorgid'),
    SourceAccount: conditions.get('aws:sourceaccount'),
    SourceArn: conditions.get('aws:sourcearn'),
  });
}

async function readUrl(target: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const { name } = splitName(said(target, 'TargetFunctionArn'));
  const { Qualifier } = target.declared;
  const query = typeof Qualifier === 'string' ? { Qualifier } : {};
  const path = `/2021-10-31/functions/${encodeURIComponent(name)}/url`;
  const answer = await orGone(calls.rest('lambda', path, query), 'ResourceNotFound');
  // What was asked for is what answered, however the answer writes it.
  return answer && { ...urlProperties(answer), ...query };
}

function urlProperties(url: JsonObject): JsonObject {
  const { name, qualifier } = splitName(textOf(url.FunctionArn) ?? '');
  const own = { TargetFunctionArn: name, ...(qualifier !== undefined && { Qualifier: qualifier }) };
  return { ...pick(url, 'AuthType', 'Cors', 'InvokeMode'), ...own };
}

async function partsOfFunction({ physicalId: name }: ReadTarget, calls: Calls): Promise<readonly ResourcePart[]> {
  const urls = await listAll(`/2021-10-31/functions/${encodeURIComponent(name)}/urls`, 'FunctionUrlConfigs', calls);
  const aliases = (await aliasesOf(name, calls)) ?? [];
  const qualifiers = [undefined, ...aliases.flatMap(({ Name }) => textOf(Name) ?? [])];
  const statements = await Promise.all(
    qualifiers.map(async (qualifier) => {
      const FunctionName = qualifier === undefined ? name : `${name}:${qualifier}`;
      const found = await statementsOf(name, qualifier, calls);
      return found.map((one) => [textOf(one.Sid) ?? '', permissionProperties(one, FunctionName)] as const);
    }),
  );
  const mappings = (await listAll(MAPPINGS, 'EventSourceMappings', calls)).filter(
    ({ FunctionArn }) => splitName(textOf(FunctionArn) ?? '').name === name,
  );
  return [
    ...statements.flat().map(([sid, properties]) => part('AWS::Lambda::Permission', sid, properties)),
    ...mappings.map((one) => part('AWS::Lambda::EventSourceMapping', textOf(one.UUID) ?? '', mappingProperties(one))),
    ...urls.map((one) => part('AWS::Lambda::Url', textOf(one.FunctionArn) ?? '', urlProperties(one))),
    ...aliases.map((one) => part('AWS::Lambda::Alias', textOf(one.AliasArn) ?? '', aliasProperties(name, one))),
  ];
}

function part(type: string, physicalId: string, properties: JsonObject): ResourcePart {
  return { type, physicalId, properties };
}

function listAll(path: string, name: string, calls: Calls): Promise<readonly JsonObject[]> {
  return allPages(async (Marker) => {
    const page = await calls.rest('lambda', path, { MaxItems: '100', ...(Marker !== undefined && { Marker }) });
    return { items: objectsOf(page[name]), next: textOf(page.NextMarker) };
  });
}
