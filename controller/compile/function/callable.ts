import type { RegistryDocument } from '../../documents/registry.ts';
import type { Json } from '../../lib/json.ts';
import { callableOutput } from '../callable-output.ts';
import type { UseSite } from '../context.ts';
import { ref } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import { outputOf } from '../references.ts';

/**
 * The ARN by which whoever runs a function names it: routes, event sources, and permissions for them. Right in any stack. Without it a
 * rollout would be walked around.
 */
export function callableArn(document: RegistryDocument<'Function'>, site: UseSite): Json {
  return outputOf(document, callableOutput(document), site);
}

/** The same for a resource of the function's own stack that asks for its name: CloudFormation then makes the two in the right order. */
export function callableRef({ metadata, spec }: RegistryDocument<'Function'>): Json {
  return ref(idFor(spec.release === undefined ? 'Function' : 'LambdaAlias', metadata.name));
}

/** Every ARN under which a function may be invoked: IAM takes the function and its alias for two resources. */
export function invokableArns(document: RegistryDocument<'Function'>, site: UseSite): readonly Json[] {
  const itself = outputOf(document, 'functionArn', site);
  return document.spec.release === undefined ? [itself] : [itself, callableArn(document, site)];
}
