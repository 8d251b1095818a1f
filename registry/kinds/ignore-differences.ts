import * as z from 'zod';
import { distinct } from './distinct.ts';
import { lastDaySchema } from './last-day.ts';
import { nameSchema } from './names.ts';

/**
 * Properties that say who may do what, who is let in, and what runs. Somebody has to see it when they change, so they are never ignored; nor is
 * anything of roles, policies and permissions.
 */
export const NEVER_IGNORED: readonly string[] = [
  'ApiKeyRequired',
  'AssumeRolePolicyDocument',
  'AuthType',
  'AuthorizationScopes',
  'AuthorizationType',
  'AuthorizerId',
  'Code',
  'DataProtectionPolicy',
  'ManagedPolicyArns',
  'OwnershipControls',
  'PermissionsBoundary',
  'Policies',
  'Policy',
  'PolicyDocument',
  'PublicAccessBlockConfiguration',
  'RedriveAllowPolicy',
  'ResourcePolicy',
  'Role',
  'SecurityGroupEgress',
  'SecurityGroupIngress',
];

/** An RFC 6901 pointer to a property: keys of maps are those of tags, variables and routes. */
const POINTER = /^\/Properties\/(?:\*|[A-Z][A-Za-z0-9]*)(?:\/(?:[A-Za-z0-9 _.:+=@{}$*-]|~[01])+)*$/;

const pointerSchema = z
  .string()
  .max(500)
  .regex(POINTER, 'must be a pointer such as /Properties/MemorySize, as `holdfast drift --format json` has it')
  .refine(
    (pointer) => !isSensitive(pointer),
    'must not name what says who may do what, who is let in, or what runs (that is always shown)',
  );

const entry = {
  kind: z.string().min(1).max(64).describe('Kind of the documents, e.g. `Function`.'),
  name: nameSchema.exactOptional().describe('Name of the document. Left out: every document of the kind.'),
  properties: distinct(z.array(pointerSchema))
    .min(1)
    .max(50)
    .describe(
      'What is ignored, as the drift report has it: `/Properties/MemorySize`, and all that is inside it; `*` for any one part.',
    ),
  owner: z.string().min(1).max(200).describe('Who answers for it.'),
  until: lastDaySchema.describe('Last day, YYYY-MM-DD in UTC.'),
  reason: z.string().min(10).max(1000).describe('Why, in a sentence.'),
};

/** `ignoreDifferences` of a Team: for its own documents. */
export const ignoreDifferencesSchema = z.array(z.strictObject(entry)).max(200);

/** `ignoreDifferences` of a Platform: for the platform and all teams, or one of them. */
export const platformIgnoreDifferencesSchema = z
  .array(z.strictObject({ team: nameSchema.exactOptional().describe('Team. Left out: everywhere.'), ...entry }))
  .max(200);

/** `*` would stand for these, too. */
function isSensitive(pointer: string): boolean {
  const [, , property = ''] = pointer.split('/');
  return property === '*' || NEVER_IGNORED.includes(property);
}
