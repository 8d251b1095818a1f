/** Path id → the actions that make it up. */
type Actions = Readonly<Record<string, readonly string[]>>;

/**
 * Sets of actions by which a principal comes to rights that nobody gave it (A1). Sources: pathfinding.cloud (DataDog, Apache-2.0), whose
 * ids these are (https://pathfinding.cloud/paths/<id>); `rhino-`: methods of Rhino Security Labs' list that are not among
 * them (BSD-3-Clause); `platform-`: the same ideas applied to Holdfast's own parts, see docs/reference/iam.md.
 */
export const ESCALATION_PATHS: Actions = {
  'apprunner-001': ['iam:PassRole', 'apprunner:CreateService'],
  'apprunner-002': ['apprunner:UpdateService'],
  'bedrock-001': [
    'iam:PassRole',
    'bedrock-agentcore:CreateCodeInterpreter',
    'bedrock-agentcore:StartCodeInterpreterSession',
    'bedrock-agentcore:InvokeCodeInterpreter',
  ],
  'bedrock-002': ['bedrock-agentcore:StartCodeInterpreterSession', 'bedrock-agentcore:InvokeCodeInterpreter'],
  'cloudformation-001': ['iam:PassRole', 'cloudformation:CreateStack'],
  'cloudformation-002': ['cloudformation:UpdateStack'],
  'cloudformation-003': ['iam:PassRole', 'cloudformation:CreateStackSet', 'cloudformation:CreateStackInstances'],
  'cloudformation-004': ['iam:PassRole', 'cloudformation:UpdateStackSet'],
  'cloudformation-005': ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
  'codebuild-001': ['iam:PassRole', 'codebuild:CreateProject', 'codebuild:StartBuild'],
  'codebuild-002': ['codebuild:StartBuild'],
  'codebuild-003': ['codebuild:StartBuildBatch'],
  'codebuild-004': ['iam:PassRole', 'codebuild:CreateProject', 'codebuild:StartBuildBatch'],
  'datapipeline-001': [
    'iam:PassRole',
    'datapipeline:CreatePipeline',
    'datapipeline:PutPipelineDefinition',
    'datapipeline:ActivatePipeline',
  ],
  'ec2instanceconnect-003': ['ec2-instance-connect:SendSSHPublicKey', 'ec2:DescribeInstances'],
  'ec2-001': ['iam:PassRole', 'ec2:RunInstances'],
  'ec2-002': ['ec2:ModifyInstanceAttribute', 'ec2:StopInstances', 'ec2:StartInstances'],
  'ec2-003': ['iam:PassRole', 'ec2:RequestSpotInstances'],
  'ec2-004': ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
  'ecs-001': ['iam:PassRole', 'ecs:CreateCluster', 'ecs:RegisterTaskDefinition', 'ecs:CreateService'],
  'ecs-002': ['iam:PassRole', 'ecs:CreateCluster', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'],
  'ecs-003': ['iam:PassRole', 'ecs:RegisterTaskDefinition', 'ecs:CreateService'],
  'ecs-004': ['iam:PassRole', 'ecs:RegisterTaskDefinition', 'ecs:RunTask'],
  'ecs-005': ['iam:PassRole', 'ecs:RegisterTaskDefinition', 'ecs:StartTask'],
  'glue-001': ['iam:PassRole', 'glue:CreateDevEndpoint'],
  'glue-002': ['glue:UpdateDevEndpoint'],
  'glue-003': ['iam:PassRole', 'glue:CreateJob', 'glue:StartJobRun'],
  'glue-004': ['iam:PassRole', 'glue:CreateJob', 'glue:CreateTrigger'],
  'glue-005': ['iam:PassRole', 'glue:UpdateJob', 'glue:StartJobRun'],
  'glue-006': ['iam:PassRole', 'glue:UpdateJob', 'glue:CreateTrigger'],
  'iam-001': ['iam:CreatePolicyVersion'],
  'iam-002': ['iam:CreateAccessKey'],
  'iam-003': ['iam:CreateAccessKey', 'iam:DeleteAccessKey'],
  'iam-004': ['iam:CreateLoginProfile'],
  'iam-005': ['iam:PutRolePolicy'],
  'iam-006': ['iam:UpdateLoginProfile'],
  'iam-007': ['iam:PutUserPolicy'],
  'iam-008': ['iam:AttachUserPolicy'],
  'iam-009': ['iam:AttachRolePolicy'],
  'iam-010': ['iam:AttachGroupPolicy'],
  'iam-011': ['iam:PutGroupPolicy'],
  'iam-012': ['iam:UpdateAssumeRolePolicy'],
  'iam-013': ['iam:AddUserToGroup'],
  'iam-014': ['iam:AttachRolePolicy', 'sts:AssumeRole'],
  'iam-015': ['iam:AttachUserPolicy', 'iam:CreateAccessKey'],
  'iam-016': ['iam:CreatePolicyVersion', 'sts:AssumeRole'],
  'iam-017': ['iam:PutRolePolicy', 'sts:AssumeRole'],
  'iam-018': ['iam:PutUserPolicy', 'iam:CreateAccessKey'],
  'iam-019': ['iam:AttachRolePolicy', 'iam:UpdateAssumeRolePolicy'],
  'iam-020': ['iam:CreatePolicyVersion', 'iam:UpdateAssumeRolePolicy'],
  'iam-021': ['iam:PutRolePolicy', 'iam:UpdateAssumeRolePolicy'],
  'lambda-001': ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
  'lambda-002': ['iam:PassRole', 'lambda:CreateFunction', 'lambda:CreateEventSourceMapping'],
  'lambda-003': ['lambda:UpdateFunctionCode'],
  'lambda-004': ['lambda:UpdateFunctionCode', 'lambda:InvokeFunction'],
  'lambda-005': ['lambda:UpdateFunctionCode', 'lambda:AddPermission'],
  'lambda-006': ['iam:PassRole', 'lambda:CreateFunction', 'lambda:AddPermission'],
  'sagemaker-001': ['iam:PassRole', 'sagemaker:CreateNotebookInstance'],
  'sagemaker-002': ['iam:PassRole', 'sagemaker:CreateTrainingJob'],
  'sagemaker-003': ['iam:PassRole', 'sagemaker:CreateProcessingJob'],
  'sagemaker-004': ['sagemaker:CreatePresignedNotebookInstanceUrl'],
  'sagemaker-005': [
    'sagemaker:CreateNotebookInstanceLifecycleConfig',
    'sagemaker:StopNotebookInstance',
    'sagemaker:UpdateNotebookInstance',
    'sagemaker:StartNotebookInstance',
  ],
  'ssm-001': ['ssm:StartSession'],
  'ssm-002': ['ssm:SendCommand'],
  'sts-001': ['sts:AssumeRole'],
  'rhino-2': ['iam:SetDefaultPolicyVersion'],
  'rhino-14': ['iam:UpdateAssumeRolePolicy', 'sts:AssumeRole'],
  'rhino-22': ['iam:PassRole', 'datapipeline:CreatePipeline', 'datapipeline:PutPipelineDefinition'],
  'rhino-23': ['codestar:CreateProjectFromTemplate'],
  'rhino-24': ['codestar:CreateProject', 'iam:PassRole'],
  'rhino-25': ['codestar:CreateProject', 'codestar:AssociateTeamMember'],
  'rhino-26': ['lambda:UpdateFunctionConfiguration'],
  'rhino-27': ['sagemaker:CreateNotebookInstance', 'sagemaker:CreatePresignedNotebookInstanceUrl', 'iam:PassRole'],
  'platform-005': ['cloudformation:CreateChangeSet', 'cloudformation:ExecuteChangeSet'],
};

/**
 * Actions that are refused alone, by the path that they begin or are: what opens a machine or a function that runs under another role,
 * changes the network, or writes resource policies, which no permissions boundary limits. Paths of one action count besides.
 */
export const REFUSED_ACTIONS: Actions = {
  'platform-005': [
    'cloudformation:CancelUpdateStack',
    'cloudformation:ContinueUpdateRollback',
    'cloudformation:SetStackPolicy',
  ],
  'platform-008': ['iam:DeleteRolePermissionsBoundary', 'iam:PutRolePermissionsBoundary'],
  'bedrock-002': ['bedrock-agentcore:InvokeCodeInterpreter'],
  'ec2-002': ['ec2:ModifyInstanceAttribute'],
  'ec2-004': ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
  'ec2instanceconnect-003': ['ec2-instance-connect:SendSSHPublicKey'],
  'rhino-25': ['codestar:AssociateTeamMember'],
  'ssm-001': ['ssm:ResumeSession'],
  'ssm-002': ['ssm:CreateAssociation', 'ssm:StartAutomationExecution', 'ssm:UpdateAssociation'],
  'sagemaker-005': ['sagemaker:CreateNotebookInstanceLifecycleConfig', 'sagemaker:UpdateNotebookInstance'],
  'platform-006': [
    'lambda:AddPermission',
    'lambda:CreateFunctionUrlConfig',
    'lambda:UpdateFunctionUrlConfig',
    'sqs:AddPermission',
    'sqs:SetQueueAttributes',
    's3:PutBucketPolicy',
    'kms:PutKeyPolicy',
    'sns:AddPermission',
    'events:PutPermission',
    'ecr:SetRepositoryPolicy',
    'secretsmanager:PutResourcePolicy',
    'dynamodb:PutResourcePolicy',
    'logs:PutResourcePolicy',
    'kms:CreateGrant',
    'sns:SetTopicAttributes',
  ],
  'platform-007': [
    'lambda:UpdateFunctionConfiguration',
    'lambda:PublishLayerVersion',
    'lambda:AddLayerVersionPermission',
  ],
  'platform-010': [
    'ec2:AcceptVpcPeeringConnection',
    'ec2:AssociateRouteTable',
    'ec2:AttachInternetGateway',
    'ec2:AuthorizeSecurityGroupEgress',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateNetworkAclEntry',
    'ec2:CreateRoute',
    'ec2:CreateVpcEndpoint',
    'ec2:CreateVpcPeeringConnection',
    'ec2:DeleteFlowLogs',
    'ec2:DeleteNatGateway',
    'ec2:DeleteNetworkAclEntry',
    'ec2:DeleteRoute',
    'ec2:DeleteSecurityGroup',
    'ec2:DeleteSubnet',
    'ec2:DeleteVpcEndpoints',
    'ec2:DisassociateRouteTable',
    'ec2:ModifyNetworkInterfaceAttribute',
    'ec2:ModifySecurityGroupRules',
    'ec2:ModifySubnetAttribute',
    'ec2:ModifyVpcAttribute',
    'ec2:ModifyVpcEndpoint',
    'ec2:ReplaceNetworkAclAssociation',
    'ec2:ReplaceNetworkAclEntry',
    'ec2:ReplaceRoute',
    'ec2:ReplaceRouteTableAssociation',
    'ec2:RevokeSecurityGroupEgress',
    'ec2:RevokeSecurityGroupIngress',
  ],
  'platform-011': ['codebuild:UpdateProject', 'ecs:ExecuteCommand'],
};

/**
 * Actions that hand out credentials of somebody else, whatever resource is named.
 * Source: cloudsplaining (Salesforce, BSD-3-Clause), actions that return credentials.
 */
export const CREDENTIAL_ACTIONS: readonly string[] = [
  'ec2:GetPasswordData',
  'sts:AssumeRoleWithSAML',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoot',
  'sts:GetDelegatedAccessToken',
  'sts:GetFederationToken',
  'sts:GetSessionToken',
];

/**
 * Actions that read secrets, data or credentials: allowed on resources that are named, refused on all of them at once. The same source,
 * with its list of actions that carry data away. Tokens for container and package registries are not among them: they open
 * only what the function's own role may read.
 */
export const SECRET_ACTIONS: readonly string[] = [
  'airflow:CreateCliToken',
  'airflow:CreateWebLoginToken',
  'chime:CreateApiKey',
  'cognito-identity:GetCredentialsForIdentity',
  'cognito-identity:GetOpenIdToken',
  'cognito-identity:GetOpenIdTokenForDeveloperIdentity',
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

/**
 * Services of which only actions that read are allowed: they manage who may do what, the stacks themselves (platform-005, -008), the shared
 * API (platform-010), or tags, by which the boundary tells what is shared with whom (platform-012).
 */
export const READ_ONLY_SERVICES: ReadonlySet<string> = new Set([
  'account',
  'apigateway',
  'cloudformation',
  'iam',
  'identitystore',
  'organizations',
  'ram',
  'rolesanywhere',
  'sso',
  'sso-directory',
  'tag',
]);

/** A hint where a path is described; nothing for those that only our own page has. */
export function whereToRead(id: string | undefined): { readonly hint?: string } {
  if (id === undefined || /^(?:rhino|platform)-/.test(id)) return {};
  return { hint: `See https://pathfinding.cloud/paths/${id}.` };
}
