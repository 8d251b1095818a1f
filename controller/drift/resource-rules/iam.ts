import { policyForm } from '../policy-form.ts';
import { type TypeRules, typeRules } from '../rules.ts';

/**
 * IAM's types. Defaults: https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html and …/API_CreatePolicy.html; a provider's
 * thumbprints are AWS's own matter where its certificate authority is known
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html).
 */
export const IAM_TYPES: Readonly<Record<string, TypeRules>> = {
  'AWS::IAM::ManagedPolicy': typeRules({
    readable: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument'],
    defaults: [['/Path', '/']],
    forms: [['/PolicyDocument', policyForm]],
    onlyDeclared: ['/ManagedPolicyName'],
  }),
  'AWS::IAM::OIDCProvider': typeRules({
    readable: ['ClientIdList', 'Tags', 'ThumbprintList', 'Url'],
    sets: ['/ClientIdList', '/ThumbprintList'],
    anyCase: ['/ThumbprintList'],
    rewrites: [['/Url', (url) => url.replace(/^https:\/\//, '')]],
    onlyDeclared: ['/ThumbprintList'],
  }),
  'AWS::IAM::Role': typeRules({
    readable: [
      'AssumeRolePolicyDocument',
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'PermissionsBoundary',
      'Policies',
      'RoleName',
      'Tags',
    ],
    defaults: [
      ['/Path', '/'],
      ['/MaxSessionDuration', 3600],
    ],
    sets: ['/ManagedPolicyArns', '/Policies'],
    forms: [
      ['/AssumeRolePolicyDocument', policyForm],
      ['/Policies/*/PolicyDocument', policyForm],
    ],
    onlyDeclared: ['/RoleName'],
  }),
};
