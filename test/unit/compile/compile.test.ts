import { describe, expect, test } from 'vitest';
import { arnIn, partitionOf } from '../../../controller/compile/arn.ts';
import { type Compiled, compile } from '../../../controller/compile/compile.ts';
import type { Placed } from '../../../controller/compile/divide.ts';
import { OUTPUT_PREFIXES, PARAMETER_PREFIXES, RESOURCE_PREFIXES } from '../../../controller/compile/logical-ids.ts';
import type { TemplateResource } from '../../../controller/compile/template.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import type { Json, JsonObject } from '../../../controller/lib/json.ts';
import { filesOf, lambda, platform, registryOf, route, team, type Written } from './registry-of.ts';

function compiled(documents: readonly Written[], shared = platform(), versions = {}, placed?: Placed): Compiled {
  return compile(buildGraph(registryOf(shared, { web: [team('web'), ...documents] })).graph, versions, placed);
}

/** A resource of a stack; throws where there is none. */
function resource({ desired }: Compiled, owner: string, id: string): TemplateResource {
  const found = desired.stacks.find((stack) => stack.owner === owner)?.template.Resources[id];
  if (found === undefined) throw new Error(`no ${id} in ${owner}`);
  return found;
}

describe('S6: text of the registry reaches CloudFormation as text', () => {
  test('an expression in a value stays as it is: nothing is put into Fn::Sub', () => {
    const text = '${AWS::AccountId} ${Api} {{name}} Fn::GetAtt';
    const result = compiled([lambda('page', { description: text, environment: { TEXT: text } })]);
    expect(result.findings).toEqual([]);
    const { Properties } = resource(result, 'team/web', 'FunctionPage');
    expect(Properties?.Description).toBe(text);
    expect(Properties?.Environment).toEqual({ Variables: { TEXT: text } });
    for (const { body } of result.desired.stacks) expect(body).not.toContain('"Fn::Sub"');
  });

  test('a name that CloudFormation would evaluate is refused at its line', () => {
    const { findings } = compiled([lambda('page', { environment: { Ref: 'AWS::AccountId', OTHER: 'x' } })]);
    expect(findings).toEqual([
      {
        code: 'IntrinsicFunction',
        severity: 'error',
        message: 'spec.environment.Ref is a name that CloudFormation would evaluate instead of passing it on.',
        file: 'teams/web/1.yaml',
        line: 16,
        column: 7,
        path: 'spec.environment.Ref',
        hint: 'Choose another name.',
      },
    ]);
  });
});

describe('the role of a function', () => {
  const result = compiled([lambda('page')]);
  const role = resource(result, 'team/web', 'RolePage').Properties ?? {};

  test('A2, A3: has the boundary as a parameter, and the path of its team', () => {
    expect(role.PermissionsBoundary).toEqual({ Ref: 'ApplicationPermissionsBoundaryArn' });
    expect(role.Path).toBe('/acme-platform/web/');
    const stack = result.desired.stacks.find(({ owner }) => owner === 'team/web');
    expect(stack?.parameters.ApplicationPermissionsBoundaryArn).toEqual({
      stack: 'acme-platform-application',
      output: 'PermissionsBoundaryArn',
    });
  });

  test('may write to its own log group and nothing else', () => {
    expect(role.Policies).toEqual([
      {
        PolicyName: 'function',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
              Resource: { 'Fn::GetAtt': ['LogGroupPage', 'Arn'] },
            },
          ],
        },
      },
    ]);
  });

  test('F1: says that there are no managed policies, so that one attached by hand is drift', () => {
    expect(role.ManagedPolicyArns).toEqual([]);
  });

  test('L3: statements beside roleArn are refused, since they would have no effect', () => {
    const statements = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::acme-platform-web-data/*' }];
    const { findings } = compiled([lambda('page', { roleArn: 'arn:aws:iam::123456789012:role/a', statements })]);
    expect(findings.map(({ code, path, line }) => [code, path, line])).toEqual([
      ['ConflictingFields', 'spec.statements', 16],
    ]);
  });
});

test('I4: the role of another team’s function is refused, though that team shares the function', () => {
  const shared = { ...lambda('invoice'), metadata: { name: 'invoice', sharedWith: [{ team: 'web' }] } };
  const roleArn = { valueFrom: { kind: 'Function', team: 'billing', name: 'invoice', output: 'roleArn' } };
  const teams = { billing: [team('billing'), shared], web: [team('web'), lambda('page', { roleArn })] };
  const { graph, findings } = buildGraph(registryOf(platform(), teams));
  expect(findings).toEqual([]);
  expect(compile(graph, {}).findings).toMatchObject([
    {
      code: 'OutsideScope',
      severity: 'error',
      path: 'spec.roleArn',
      message: "This is a role of team billing: the function would have all rights of that team's.",
    },
  ]);
});

describe('A2: the permissions boundary', () => {
  const boundary = resource(compiled([]), 'application', 'PermissionsBoundary').Properties
    ?.PolicyDocument as JsonObject;
  const statements = boundary.Statement as readonly JsonObject[];
  const actions = statements.flatMap(({ Action }) => Action as readonly string[]);

  test('has Allow statements only, without inversions, and conditions only to tell teams apart', () => {
    expect(new Set(statements.flatMap((statement) => Object.keys(statement)))).toEqual(
      new Set(['Effect', 'Action', 'Resource', 'Condition']),
    );
    expect(new Set(statements.map(({ Effect }) => Effect))).toEqual(new Set(['Allow']));
    const conditions = statements.flatMap(({ Condition }) => (Condition === undefined ? [] : [Condition]));
    expect(conditions).toEqual([
      { StringLike: { 's3:prefix': '${aws:PrincipalTag/team}/*' } },
      { Null: { 'aws:PrincipalTag/team': 'true' } },
      { Null: { 'aws:PrincipalTag/team': 'true' } },
      { StringLike: { 'aws:ResourceTag/shared-with': '*:${aws:PrincipalTag/team}:*' } },
    ]);
  });

  test('lets a team into its own part of the artifact bucket, and roles of no team list all of it', () => {
    const bucket = 'arn:aws:s3:::acme-platform-artifacts-123456789012-us-east-1';
    const ofBucket = statements.filter(({ Resource }) => String(Resource).startsWith(bucket));
    expect(ofBucket.map(({ Action, Resource, Condition }) => [Action, Resource, Object.keys(Condition ?? {})])).toEqual(
      [
        [
          [
            's3:AbortMultipartUpload',
            's3:GetObject',
            's3:GetObjectVersion',
            's3:ListMultipartUploadParts',
            's3:PutObject',
          ],
          `${bucket}/\${aws:PrincipalTag/team}/*`,
          [],
        ],
        [['s3:ListBucket'], bucket, ['StringLike']],
        [['s3:ListBucket', 's3:ListBucketVersions'], bucket, ['Null']],
      ],
    );
  });

  test('names no action of IAM, STS, Organizations or Lambda administration, and no whole service', () => {
    const services = new Set(actions.map((action) => action.split(':')[0]));
    expect([...services].sort()).toEqual([
      'bedrock',
      'cloudwatch',
      'dynamodb',
      'ec2',
      'events',
      'kinesis',
      'kms',
      'lambda',
      'logs',
      's3',
      'secretsmanager',
      'sns',
      'sqs',
      'ssm',
      'xray',
    ]);
    expect(actions.filter((action) => action.startsWith('lambda:'))).toEqual([
      'lambda:InvokeFunction',
      'lambda:InvokeFunctionUrl',
      'lambda:InvokeFunction',
    ]);
    expect(actions.filter((action) => action.endsWith(':*') || action === '*')).toEqual([]);
  });

  test("limits data to names of the project and the role's own team, and what is shared with it", () => {
    const named = statements.filter(
      ({ Action, Condition }) =>
        !JSON.stringify(Condition ?? {}).includes('shared-with') &&
        /^(dynamodb|kinesis:D|s3|sqs|sns|events|secretsmanager|ssm|lambda):?/.test((Action as string[])[0] ?? ''),
    );
    const resources = named.flatMap(({ Resource }) => [Resource].flat() as readonly string[]);
    const bucket = 'arn:aws:s3:::acme-platform-artifacts-123456789012-us-east-1';
    const outputs = 'arn:aws:ssm:us-east-1:123456789012:parameter/acme-platform/outputs/*';
    const others = resources.filter((arn) => !arn.includes('acme-platform-${aws:PrincipalTag/team}-'));
    const state = 'arn:aws:s3:::acme-platform-state-123456789012-us-east-1';
    expect(others).toEqual([
      `${bucket}/\${aws:PrincipalTag/team}/*`,
      bucket,
      bucket,
      outputs,
      state,
      `${state}/shared-infra/terraform.tfstate`,
    ]);
    expect(resources).toHaveLength(16);
  });

  test('of rollouts lets nothing be done but moving aliases of the own team’s functions', () => {
    const policy = resource(compiled([]), 'application', 'RolloutBoundary').Properties?.PolicyDocument as JsonObject;
    expect(policy.Statement).toEqual([
      {
        Effect: 'Allow',
        Action: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        Resource: 'arn:aws:lambda:us-east-1:123456789012:function:acme-platform-${aws:PrincipalTag/team}-*',
      },
      { Effect: 'Allow', Action: ['cloudwatch:DescribeAlarms'], Resource: '*' },
    ]);
  });

  test('is below the 6,144 characters of a managed policy, with the longest project', () => {
    const project = 'a'.repeat(25);
    const longest = resource(compiled([], platform({ project })), 'application', 'PermissionsBoundary');
    expect(JSON.stringify(longest.Properties?.PolicyDocument).length).toBeLessThan(6144);
  });
});

describe('routes', () => {
  test('the API may call the function for this method and path only', () => {
    const result = compiled([
      lambda('page'),
      route('one', { method: 'GET', path: '/web/{id}/parts/{part}', function: 'page' }),
      route('rest', { method: 'ANY', path: '/web/v1/{proxy+}', function: 'page' }),
    ]);
    const arnOf = (id: string): Json => {
      const source = resource(result, 'team/web', id).Properties?.SourceArn as {
        'Fn::Join': readonly [string, readonly Json[]];
      };
      return source['Fn::Join'][1].map((part) => (typeof part === 'string' ? part : '<api>')).join('');
    };
    expect(arnOf('PermissionOne')).toBe('arn:aws:execute-api:us-east-1:123456789012:<api>/*/GET/web/*/parts/*');
    expect(arnOf('PermissionRest')).toBe('arn:aws:execute-api:us-east-1:123456789012:<api>/*/*/web/v1/*');
  });
});

describe('tags', () => {
  test("the team's own come first, Holdfast's win whatever the case", () => {
    const teamTags = { 'cost-center': 'cc-1', Team: 'other', project: 'other', Name: 'other' };
    const graph = buildGraph(registryOf(platform(), { web: [team('web', { tags: teamTags }), lambda('page')] })).graph;
    const tags = resource(compile(graph, {}), 'team/web', 'FunctionPage').Properties?.Tags as readonly {
      Key: string;
      Value: string;
    }[];
    expect(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
      resource: 'true',
      'cost-center': 'cc-1',
      organization: 'acme',
      environment: 'dev',
      project: 'acme-platform',
      'managed-by': 'holdfast',
      team: 'web',
      'resource-kind': 'Function',
      'resource-id': 'Function/web/page',
      name: 'page',
    });
  });
});

describe('versions of artifacts', () => {
  test('V4: a bare key takes the version that was found, a pinned one keeps its own, an unknown one has none', () => {
    const bare = lambda('bare', { s3: { bucket: 'acme-artifacts', key: 'bare.zip' } });
    const unknown = lambda('unknown', { s3: { bucket: 'acme-artifacts', key: 'unknown.zip' } });
    const result = compiled([bare, unknown, lambda('pinned')], platform(), { 's3://acme-artifacts/bare.zip': 'v7' });
    const versionOf = (id: string) => {
      const { Code = {} } = resource(result, 'team/web', id).Properties ?? {};
      return (Code as JsonObject).S3ObjectVersion;
    };
    expect([versionOf('FunctionBare'), versionOf('FunctionUnknown'), versionOf('FunctionPinned')]).toEqual([
      'v7',
      undefined,
      '1',
    ]);
  });
});

describe('K4: what holds data', () => {
  test('is kept when its stack or its place in the template goes', () => {
    const result = compiled([lambda('page')]);
    const kept = result.desired.stacks
      .flatMap(({ template }) => Object.values(template.Resources))
      .filter(({ Type }) => Type === 'AWS::Logs::LogGroup' || Type === 'AWS::S3::Bucket');
    expect(
      kept.map(({ Type, DeletionPolicy, UpdateReplacePolicy }) => [Type, DeletionPolicy, UpdateReplacePolicy]),
    ).toEqual([
      ['AWS::S3::Bucket', 'Retain', 'Retain'],
      ['AWS::S3::Bucket', 'Retain', 'Retain'],
      ['AWS::S3::Bucket', 'Retain', 'Retain'],
      ['AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
      ['AWS::Logs::LogGroup', 'RetainExceptOnCreate', 'Retain'],
    ]);
  });
});

describe('limits', () => {
  /** As if all of these functions had been put into the team's first stack once. */
  const placedInOne = (names: readonly string[]) =>
    new Map([['acme-platform-team-web', new Set(names.map((name) => `Function${name.toUpperCase()}`))]]);

  test('StackTooLarge: says which counts are too high, at the team', () => {
    const names = Array.from({ length: 167 }, (_, i) => `f${i}`);
    const { findings } = compiled(
      names.map((name) => lambda(name)),
      undefined,
      undefined,
      placedInOne(names),
    );
    expect(findings.map(({ code, message, file, line }) => ({ code, message, file, line }))).toEqual([
      {
        code: 'StackTooLarge',
        message: 'The stack acme-platform-team-web would have 835 resources (at most 500), 668 outputs (at most 200).',
        file: 'teams/web/0.yaml',
        line: 1,
      },
    ]);
  });

  test('50 placed functions fit into a stack, 51 do not', () => {
    const some = (count: number) => Array.from({ length: count }, (_, i) => `f${i}`);
    const findings = (names: readonly string[]) =>
      compiled(
        names.map((name) => lambda(name)),
        undefined,
        undefined,
        placedInOne(names),
      ).findings;
    expect(findings(some(50)).map(({ code, message }) => [code, message])).toEqual([
      ['LowHeadroom', 'outputs of stack acme-platform-team-web: 200 of 200 (100 %).'],
    ]);
    expect(findings(some(51)).map(({ code }) => code)).toEqual(['StackTooLarge']);
  });

  test('a quota of the API that AWS raises is spoken of', () => {
    const routes = Array.from({ length: 301 }, (_, index) =>
      route(`r${index}`, { path: `/web/${index}`, function: 'one' }),
    );
    const { findings } = compiled([lambda('one'), ...routes]);
    expect(findings.filter(({ message }) => message.includes('routes'))).toMatchObject([
      {
        code: 'LowHeadroom',
        severity: 'warning',
        message: 'The shared API has 301 routes. An HTTP API holds 300 until AWS raises the quota.',
      },
    ]);
  });
});

describe('physical names', () => {
  test('a name that is the conventional one of another function is refused', () => {
    const { findings } = compiled([
      lambda('page'),
      lambda('copy', { functionName: 'acme-platform-web-function-page' }),
    ]);
    expect(findings.map(({ code, file, path }) => [code, file, path])).toEqual([
      ['DuplicateFunctionName', 'teams/web/2.yaml', 'spec.functionName'],
    ]);
  });

  test("a name in another team's prefix is refused, one in its own is not", () => {
    const own = lambda('own', { functionName: 'acme-platform-web-anything' });
    const foreign = lambda('foreign', { functionName: 'acme-platform-shop-anything' });
    const registry = registryOf(platform(), { shop: [team('shop')], web: [team('web'), own, foreign] });
    const { findings } = compile(buildGraph(registry).graph, {});
    expect(findings.map(({ code, file }) => [code, file])).toEqual([['ForeignName', 'teams/web/2.yaml']]);
  });

  test('a team whose prefix would be cut is refused: project and team of 53 characters fit, 54 do not', () => {
    const project = 'p'.repeat(25);
    const named = (length: number) => {
      const name = 't'.repeat(length);
      return compile(buildGraph(registryOf(platform({ project }), { [name]: [team(name), lambda('page')] })).graph, {})
        .findings;
    };
    expect(named(28)).toEqual([]);
    expect(named(29).map(({ code, path }) => [code, path])).toEqual([['NameTooLong', 'metadata.name']]);
  });

  test('every name of the platform begins with a word that no team may have as its name', () => {
    const { desired } = compiled([], platform({ network: { cidr: '10.0.0.0/16', nat: 'per-az' } }));
    const texts = desired.stacks.flatMap(({ name, template }) => [
      name,
      ...namesIn(Object.values(template.Resources) as unknown as Json),
    ]);
    const words = new Set(texts.flatMap((text) => /^acme-platform-([a-z0-9]+)/.exec(text)?.[1] ?? []));
    expect(words.size).toBeGreaterThan(10);
    for (const word of words) {
      const { findings } = loadDocuments(
        { sha: 'local', files: filesOf(platform(), { [word]: [team(word)] }) },
        { today: '2026-11-20' },
      );
      expect(
        findings.map(({ code }) => code),
        word,
      ).toContain('ReservedName');
    }
  });
});

test('logical ids, parameters and outputs: no first word is the beginning of another one', () => {
  const resources = Object.values(RESOURCE_PREFIXES).flat();
  const outputs = Object.values(OUTPUT_PREFIXES).flatMap((prefixes): string[] => Object.values(prefixes));
  for (const words of [[...resources, ...PARAMETER_PREFIXES], outputs]) {
    const pairs = words.flatMap((a) => words.filter((b) => a !== b && b.startsWith(a)).map((b) => `${a} ${b}`));
    expect(pairs).toEqual([]);
  }
});

test('I4: a graph whose findings were ignored is not compiled: a reference to another team, or to nothing, throws', () => {
  const roleOf = (name: string, other: string) => ({
    roleArn: { valueFrom: { kind: 'Function', name, team: other, output: 'roleArn' } },
  });
  for (const spec of [roleOf('there', 'shop'), roleOf('nowhere', 'web')]) {
    const registry = registryOf(platform(), {
      shop: [team('shop'), lambda('there')],
      web: [team('web'), lambda('page', spec)],
    });
    expect(() => compile(buildGraph(registry).graph, {})).toThrow(
      expect.objectContaining({ name: 'HoldfastError', code: 'UnresolvedReference' }),
    );
  }
});

test('a registry without a Platform compiles to nothing', () => {
  expect(compile({ nodes: [], edges: [] }, {})).toEqual({ desired: { project: '', stacks: [] }, findings: [] });
});

test('ARNs are of the partition that the region belongs to', () => {
  expect(
    ['us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', 'eusc-de-east-1'].map(partitionOf),
  ).toEqual(['aws', 'aws-cn', 'aws-us-gov', 'aws-iso', 'aws-iso-b', 'aws-eusc']);
  expect(arnIn({ account: '123456789012', region: 'cn-north-1' }, 'logs', 'log-group:a')).toBe(
    'arn:aws-cn:logs:cn-north-1:123456789012:log-group:a',
  );
});

/** Every text in a value. */
function namesIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((inner: Json) => namesIn(inner));
}
