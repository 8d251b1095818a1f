/**
 * Actions by which a function could have rights that its statements do not name (A1): single-action paths of pathfinding.cloud
 * (DataDog, Apache-2.0), methods of Rhino Security Labs' list (BSD-3-Clause), credential-returning actions of cloudsplaining (BSD-3-Clause),
 * and writes of resource policies, which no permissions boundary limits. All of `iam`, `cloudformation`, `organizations` and `sso`
 * but reading is refused besides. The boundary covers what is not listed here.
 */
const ACTIONS: readonly string[] = [
  'apprunner:UpdateService',
  'bedrock-agentcore:InvokeCodeInterpreter',
  'codebuild:StartBuild',
  'codebuild:StartBuildBatch',
  'dynamodb:PutResourcePolicy',
  'ec2-instance-connect:SendSSHPublicKey',
  'ec2:AuthorizeSecurityGroupEgress',
  'ec2:AuthorizeSecurityGroupIngress',
  'ec2:CreateLaunchTemplateVersion',
  'ec2:CreateRoute',
  'ec2:GetPasswordData',
  'ec2:ModifyInstanceAttribute',
  'ec2:ModifyLaunchTemplate',
  'ec2:ModifyNetworkInterfaceAttribute',
  'ec2:ReplaceRoute',
  'ecr:SetRepositoryPolicy',
  'events:PutPermission',
  'glue:UpdateDevEndpoint',
  'kms:CreateGrant',
  'kms:PutKeyPolicy',
  'lambda:AddLayerVersionPermission',
  'lambda:AddPermission',
  'lambda:CreateFunctionUrlConfig',
  'lambda:PublishLayerVersion',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'lambda:UpdateFunctionUrlConfig',
  'logs:PutResourcePolicy',
  's3:PutBucketPolicy',
  'sagemaker:CreateNotebookInstanceLifecycleConfig',
  'sagemaker:CreatePresignedNotebookInstanceUrl',
  'sagemaker:UpdateNotebookInstance',
  'secretsmanager:PutResourcePolicy',
  'sns:AddPermission',
  'sqs:AddPermission',
  'sqs:SetQueueAttributes',
  'ssm:SendCommand',
  'ssm:StartSession',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:GetFederationToken',
  'sts:GetSessionToken',
];

/** Actions that give away credentials or secrets: allowed on resources that are named, refused on all of them at once. */
const SECRET_ACTIONS: readonly string[] = [
  'airflow:CreateCliToken',
  'airflow:CreateWebLoginToken',
  'chime:CreateApiKey',
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetOpenIdToken',
  'cognito-idp:GetSigningCertificate',
  'connect:GetFederationToken',
  'kms:Decrypt',
  'lightsail:GetInstanceAccessDetails',
  'rds-db:connect',
  'redshift:GetClusterCredentials',
  's3:GetObject',
  'secretsmanager:GetSecretValue',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
];

/** Services of which only actions with these beginnings are allowed. */
const READ_ONLY_SERVICES: ReadonlySet<string> = new Set(['iam', 'cloudformation', 'organizations', 'sso']);
const READING = /^(?:describe|get|list|simulate|validate)/;

/** A role may be assumed only by its name. */
const ASSUME_ROLE = 'sts:AssumeRole';

/** The resource of a statement that leaves none out. */
export const EVERYTHING = '*';

/**
 * Why an allowed action would let a function raise its own rights, or `undefined`. Compares as IAM does: without regard to case,
 * `*` for any characters, `?` for one. `resources` are those of the same statement; `*` stands for all.
 */
export function escalationOf(action: string, resources: readonly string[]): string | undefined {
  const pattern = action.toLowerCase();
  const [service = '', name = ''] = pattern.split(':');
  if (service === '*') return 'allows every action';
  if (READ_ONLY_SERVICES.has(service) && !READING.test(name)) return `allows changes through ${service}`;
  const matches = matcherOf(pattern);
  const dangerous = ACTIONS.find(matches);
  if (dangerous !== undefined) return `allows ${dangerous}`;
  if (resources.some((resource) => /[*?]/.test(resource)) && matches(ASSUME_ROLE))
    return `allows ${ASSUME_ROLE} on any role`;
  const secret = resources.includes(EVERYTHING) ? SECRET_ACTIONS.find(matches) : undefined;
  return secret === undefined ? undefined : `allows ${secret} on every resource`;
}

/** Matches a text against IAM's wildcards without building a regular expression from outside text (DEP1). */
function matcherOf(pattern: string): (action: string) => boolean {
  return (action) => {
    const text = action.toLowerCase();
    let p = 0;
    let star = -1;
    let resume = 0;
    for (let t = 0; t < text.length; ) {
      if (p < pattern.length && pattern[p] !== '*' && (pattern[p] === '?' || pattern[p] === text[t])) {
        p++;
        t++;
      } else if (pattern[p] === '*') {
        star = p++;
        resume = t;
      } else if (star === -1) {
        return false;
      } else {
        p = star + 1;
        t = ++resume;
      }
    }
    while (pattern[p] === '*') p++;
    return p === pattern.length;
  };
}
