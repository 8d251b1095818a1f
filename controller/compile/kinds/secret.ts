import type { RegistryDocument } from '../../documents/registry.ts';
import type { JsonObject } from '../../lib/json.ts';
import { type CompileContext, type OutputValues, placeOf } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { keyGrant } from '../key-grant.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { secretNameOf } from '../physical-names.ts';
import { outputOf, resolveOne } from '../references.ts';
import { protectiveStatements } from '../resource-policy.ts';
import { put, RETAINED, type Site, siteOf } from '../site.ts';
import { allow, policyOf } from '../statement.ts';
import { withUsage } from '../usage.ts';

type Secret = RegistryDocument<'Secret'>;
type SecretSite = Site<'Secret'>;

/** A Secret: the secret without a value of the registry's (S4), and its policy. */
export const secretCompiler: KindCompiler<'Secret'> = {
  compile: compileSecret,
  outputs: secretValues,
  grant: (target, _, site) => [
    allow(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue'], outputOf(target, 'secretArn', site)),
    ...keyGrant(target, 'secretsmanager', ['kms:Decrypt'], site),
  ],
};

function compileSecret(document: Secret, context: CompileContext): void {
  const site = siteOf(document, context);
  const { description, kmsKeyArn, traffic } = document.spec;
  const properties = {
    Name: secretNameOf(document, context),
    ...(description !== undefined && { Description: description }),
    ...generationOf(site),
    ...(kmsKeyArn !== undefined && { KmsKeyId: resolveOne(kmsKeyArn, site) }),
    Tags: site.tags,
  };
  const id = put(site, 'Secret', 'AWS::SecretsManager::Secret', properties, withUsage(RETAINED, traffic ?? {}));
  const protective = protectiveStatements('secretsmanager:*', '*', placeOf(context));
  const policy = { SecretId: ref(id), ResourcePolicy: policyOf(protective), BlockPublicPolicy: true };
  put(site, 'AccessToSecret', 'AWS::SecretsManager::ResourcePolicy', policy, RETAINED);
}

/** Without it, CloudFormation makes a secret that has no value yet. */
function generationOf({ document: { spec } }: SecretSite): JsonObject {
  if (spec.generate === undefined) return {};
  const { length, excludeCharacters, lowercase, uppercase, numbers, punctuation, spaces, fields, valueField } =
    spec.generate;
  return {
    GenerateSecretString: {
      PasswordLength: length,
      ...(excludeCharacters !== undefined && { ExcludeCharacters: excludeCharacters }),
      ExcludeLowercase: !lowercase,
      ExcludeUppercase: !uppercase,
      ExcludeNumbers: !numbers,
      ExcludePunctuation: !punctuation,
      IncludeSpace: spaces,
      RequireEachIncludedType: true,
      ...(valueField !== undefined && {
        SecretStringTemplate: JSON.stringify(fields ?? {}),
        GenerateStringKey: valueField,
      }),
    },
  };
}

/** A secret's `Ref` is its ARN, with the six characters that Secrets Manager adds to the name. */
function secretValues(
  document: Secret,
  { context }: { readonly context: CompileContext },
): OutputValues<'secretArn' | 'secretName'> {
  return {
    secretArn: () => ref(idFor('Secret', document.metadata.name)),
    secretName: () => secretNameOf(document, context),
  };
}
