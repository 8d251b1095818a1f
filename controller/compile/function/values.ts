import type { OutputOf } from '../../../registry/kinds/kinds.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import type { OutputValues, UseSite } from '../context.ts';
import { getAtt, joined, ref } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import { resolveAll, resolveOne } from '../references.ts';

/** The outputs of a function. All are of one stack, so CloudFormation resolves them itself. */
export function functionValues(
  { metadata, spec }: RegistryDocument<'Function'>,
  site: UseSite,
): Partial<OutputValues<OutputOf<'Function'>>> {
  const { layerArns = [] } = spec;
  return {
    functionArn: () => getAtt(idFor('Function', metadata.name), 'Arn'),
    functionName: () => ref(idFor('Function', metadata.name)),
    roleArn: () =>
      spec.roleArn === undefined ? getAtt(idFor('Role', metadata.name), 'Arn') : resolveOne(spec.roleArn, site),
    logGroupName: () => ref(idFor('LogGroup', metadata.name)),
    ...(layerArns.length > 0 && { layerArns: () => joined(',', resolveAll(layerArns, site)) }),
    ...(spec.release !== undefined && { aliasArn: () => ref(idFor('LambdaAlias', metadata.name)) }),
    ...(spec.url !== undefined && { url: () => getAtt(idFor('LambdaUrl', metadata.name), 'FunctionUrl') }),
  };
}
