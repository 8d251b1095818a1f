import { literalOf } from '../../registry/kinds/value-or-ref.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import { arnIn } from './arn.ts';
import { type CompileContext, placeOf } from './context.ts';
import { functionNameOf } from './function/names.ts';

/**
 * Refuses an authorizer whose ARN is that of a Function of this registry: it is made after the API, so on a new platform
 * there would be none to ask.
 */
export function checkAuthorizers(context: CompileContext): readonly Finding[] {
  const { platform, documents } = context;
  const lambdas = platform.spec.api.authorizers.flatMap((authorizer, index) =>
    authorizer.type === 'lambda' ? [{ arn: literalOf(authorizer.functionArn) ?? '', index }] : [],
  );
  if (lambdas.length === 0) return [];
  const functions = [...documents.values()].filter((document) => document.kind === 'Function');
  const owners = new Map(
    functions.map((document) => [
      arnIn(placeOf(context), 'lambda', `function:${functionNameOf(document, context)}`),
      document.metadata,
    ]),
  );
  return lambdas.flatMap(({ arn, index }): Finding[] => {
    const owner = owners.get(arn.split(':').slice(0, 7).join(':'));
    if (owner === undefined) return [];
    const path = ['spec', 'api', 'authorizers', index, 'functionArn'];
    const message = `This is Function ${owner.name} of team ${owner.team ?? ''}, which is made after the shared API.`;
    const hint = 'Name a function that is there already, outside of this registry.';
    return [{ code: 'ReferenceCycle', severity: 'error', message, ...locateFinding(platform.source, path), hint }];
  });
}
