import type { FunctionSpec } from '../../registry/kinds/function/schema.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { locateFinding } from '../documents/locate.ts';
import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';
import { idOfDocument, targetOf } from '../graph/graph.ts';
import type { CompileContext } from './context.ts';
import type { NamedDocument } from './function/targets.ts';

/**
 * Refuses a chosen name where a permissions boundary would stop the function at run time: roles of a team move the aliases, and invoke the
 * functions, only of the team's own names (A2), and what another team shares only within the project's.
 */
export function checkOwnName(document: AnyDocument, context: CompileContext): readonly Finding[] {
  if (document.kind !== 'Function' || document.spec.functionName === undefined) return [];
  const { functionName, release } = document.spec;
  const project = `${context.platform.spec.project}-`;
  const own = `${project}${document.metadata.team ?? ''}-`;
  const reasons = [
    ...(release?.rollout === undefined
      ? []
      : [{ subject: 'A rollout moves the alias only of functions', prefix: own }]),
    ...callersOf(document, context).map(({ metadata: { name, team = '' } }) => ({
      subject: `Function ${name} of team ${team} may invoke only functions`,
      prefix: team === document.metadata.team ? own : project,
    })),
  ];
  return reasons
    .filter(({ prefix }) => !functionName.startsWith(prefix))
    .map(({ subject, prefix }) => ({
      code: 'ConflictingFields',
      severity: 'error',
      message: `${subject} whose names begin with ${prefix}.`,
      ...locateFinding(document.source, ['spec', 'functionName'], 'key'),
      hint: 'Leave `functionName` out.',
    }));
}

/** The functions whose roles are given leave to invoke this one. */
function callersOf(
  document: RegistryDocument<'Function'>,
  { documents, referrers }: CompileContext,
): readonly AnyDocument[] {
  const id = idOfDocument(document);
  return [...(referrers.get(id) ?? [])].flatMap((from) => {
    const other = documents.get(from);
    const calls = other?.kind === 'Function' && invoked(other.spec).some((target) => targetOf(target, other) === id);
    return calls ? [other] : [];
  });
}

function invoked({ access = [], asyncInvoke = {} }: FunctionSpec): readonly NamedDocument[] {
  const { onSuccess, onFailure } = asyncInvoke;
  const named = [onSuccess, onFailure].flatMap((field) =>
    typeof field === 'object' && 'kind' in field ? [field] : [],
  );
  return [...access, ...named].filter(({ kind }) => kind === 'Function');
}
