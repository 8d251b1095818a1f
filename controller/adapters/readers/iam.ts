import type { ReadTarget } from '../../drift/port.ts';
import type { JsonObject } from '../../lib/json.ts';
import { allAt, elementAt, tagsAt, textAt, textsAt, type XmlElement } from '../aws-xml.ts';
import { allPages, type Calls, orGone, present, type ServiceReader } from './calls.ts';

const VERSION = '2010-05-08';

/** IAM's types. https://docs.aws.amazon.com/IAM/latest/APIReference/API_Operations.html */
export const IAM_READER: ServiceReader = {
  actions: [
    'iam:GetOpenIDConnectProvider',
    'iam:GetPolicy',
    'iam:GetPolicyVersion',
    'iam:GetRole',
    'iam:GetRolePolicy',
    'iam:ListAttachedRolePolicies',
    'iam:ListRolePolicies',
  ],
  reads: {
    'AWS::IAM::ManagedPolicy': readManagedPolicy,
    'AWS::IAM::OIDCProvider': readProvider,
    'AWS::IAM::Role': readRole,
  },
};

async function readRole({ physicalId: RoleName }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const answer = await orGone(calls.query('iam', VERSION, 'GetRole', { RoleName }), 'NoSuchEntity');
  if (answer === undefined) return undefined;
  const role = elementAt(answer, 'GetRoleResponse', 'GetRoleResult', 'Role');
  const [inline, attached] = await Promise.all([
    listAll('ListRolePolicies', { RoleName }, calls, (page) => textsAt(page, 'PolicyNames', 'member')),
    listAll('ListAttachedRolePolicies', { RoleName }, calls, (page) => allAt(page, 'AttachedPolicies', 'member')),
  ]);
  const Policies = await Promise.all(inline.map((PolicyName) => readInline(RoleName, PolicyName, calls)));
  return present({
    AssumeRolePolicyDocument: decodeURIComponent(textAt(role, 'AssumeRolePolicyDocument') ?? ''),
    Description: textAt(role, 'Description'),
    ManagedPolicyArns: attached.flatMap((policy) => textAt(policy, 'PolicyArn') ?? []),
    MaxSessionDuration: textAt(role, 'MaxSessionDuration'),
    Path: textAt(role, 'Path'),
    PermissionsBoundary: textAt(role, 'PermissionsBoundary', 'PermissionsBoundaryArn'),
    Policies,
    RoleName,
    Tags: tagsAt(role, 'Tags', 'member'),
  });
}

async function readInline(RoleName: string, PolicyName: string, calls: Calls): Promise<JsonObject> {
  const answer = await calls.query('iam', VERSION, 'GetRolePolicy', { RoleName, PolicyName });
  const document = textAt(answer, 'GetRolePolicyResponse', 'GetRolePolicyResult', 'PolicyDocument') ?? '';
  return { PolicyName, PolicyDocument: decodeURIComponent(document) };
}

async function readManagedPolicy({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const answer = await orGone(calls.query('iam', VERSION, 'GetPolicy', { PolicyArn: physicalId }), 'NoSuchEntity');
  if (answer === undefined) return undefined;
  const policy = elementAt(answer, 'GetPolicyResponse', 'GetPolicyResult', 'Policy');
  const VersionId = textAt(policy, 'DefaultVersionId') ?? '';
  const version = await calls.query('iam', VERSION, 'GetPolicyVersion', { PolicyArn: physicalId, VersionId });
  const document = textAt(version, 'GetPolicyVersionResponse', 'GetPolicyVersionResult', 'PolicyVersion', 'Document');
  return present({
    Description: textAt(policy, 'Description'),
    ManagedPolicyName: textAt(policy, 'PolicyName'),
    Path: textAt(policy, 'Path'),
    PolicyDocument: decodeURIComponent(document ?? ''),
  });
}

async function readProvider({ physicalId }: ReadTarget, calls: Calls): Promise<JsonObject | undefined> {
  const input = { OpenIDConnectProviderArn: physicalId };
  const answer = await orGone(calls.query('iam', VERSION, 'GetOpenIDConnectProvider', input), 'NoSuchEntity');
  if (answer === undefined) return undefined;
  const provider = elementAt(answer, 'GetOpenIDConnectProviderResponse', 'GetOpenIDConnectProviderResult');
  return present({
    ClientIdList: textsAt(provider, 'ClientIDList', 'member'),
    Tags: tagsAt(provider, 'Tags', 'member'),
    ThumbprintList: textsAt(provider, 'ThumbprintList', 'member'),
    Url: textAt(provider, 'Url'),
  });
}

function listAll<T>(
  action: string,
  input: Readonly<Record<string, string>>,
  calls: Calls,
  itemsOf: (page: XmlElement | undefined) => readonly T[],
): Promise<readonly T[]> {
  return allPages(async (Marker) => {
    const answer = await calls.query('iam', VERSION, action, { ...input, ...(Marker !== undefined && { Marker }) });
    const page = elementAt(answer, `${action}Response`, `${action}Result`);
    return { items: itemsOf(page), next: textAt(page, 'Marker') };
  });
}
