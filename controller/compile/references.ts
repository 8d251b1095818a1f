import type { OutputOf } from '../../registry/kinds/kinds.ts';
import { literalOf, type Reference, referenceOf, type ValueOrRef } from '../../registry/kinds/value-or-ref.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { type AnyDocument, isTeamDocument, type TeamDocument } from '../documents/registry.ts';
import { idOfDocument, targetOf } from '../graph/graph.ts';
import type { Json } from '../lib/json.ts';
import { callableOutput } from './callable-output.ts';
import { componentOutput, type UseSite } from './context.ts';
import { outputNameOf, parameterFor, parameterOfTeam } from './logical-ids.ts';
import { authorizerOutput, isPlatformOutput, platformOutputs } from './platform-outputs.ts';
import { importOutput } from './stack-draft.ts';
import { teamDraft } from './team-draft.ts';

/** The value of a field: the literal, or an expression that gives the output. */
export function resolveOne(field: ValueOrRef, site: UseSite): Json {
  const [value] = valuesOf(field, site);
  return value ?? '';
}

/** The values of a list field, in order. A reference to a list output gives all of its values. */
export function resolveAll(fields: readonly ValueOrRef[], site: UseSite): readonly Json[] {
  return fields.flatMap((field) => valuesOf(field, site));
}

/**
 * Takes an output of the platform into another stack: one parameter per value. Of the shared APIs, `api` is the one that is meant: left out, the
 * one that the stack's team is on.
 */
export function takeOutput(
  name: OutputOf<'Platform'>,
  { draft, context }: Omit<UseSite, 'document'>,
  api = draft.api,
): readonly Json[] {
  return platformOutputs(context, name, api).map(({ component, stack, output }) =>
    importOutput(draft, parameterFor(component, output), { stack, output }),
  );
}

/**
 * Takes the id of one of the platform's authorizers, by the name that `api.authorizers` gives it. `undefined` where there is no such
 * authorizer, and for one of type `iam`, which has no id.
 */
export function takeAuthorizer(name: string, { draft, context }: Omit<UseSite, 'document'>): Json | undefined {
  const authorizer = context.platform.spec.api.authorizers.find((one) => one.name === name);
  if (authorizer === undefined || authorizer.type === 'iam') return undefined;
  const output = authorizerOutput(name, draft.api);
  return importOutput(draft, parameterFor('application', output), componentOutput(context, 'application', output));
}

/**
 * The document that a place of a document refers to by kind and name. Graph findings stop a registry in which there is none, or in which
 * another team does not share it; here that is looked at once more (I3, I4).
 */
export function documentAt(
  reference: { readonly kind: string; readonly name: string; readonly team?: string },
  { document, context }: UseSite,
): AnyDocument {
  const id = targetOf(reference, document);
  const target = context.documents.get(id);
  const foreign = target?.kind !== 'Platform' && target?.metadata.team !== document.metadata.team;
  if (target === undefined || (foreign && !context.referrers.get(id)?.has(idOfDocument(document)))) {
    throw unresolved(`${reference.kind} ${reference.name}`);
  }
  return target;
}

/**
 * An output of a document of a team: an expression where both are in one stack, else a parameter that is filled from the other stack's
 * recorded output.
 */
export function outputOf(target: TeamDocument, output: string, site: UseSite): Json {
  const { context, draft } = site;
  const owner = teamDraft(target, context);
  if (owner === draft) {
    const values = context.outputsOf(target, { document: target, draft, context });
    const value = Object.hasOwn(values, output) ? values[output] : undefined;
    if (value !== undefined) return value();
  }
  const name = outputNameOf(target.kind, output, target.metadata.name);
  if (name === undefined) throw unresolved(`${target.kind} ${target.metadata.name}.${output}`);
  return importOutput(draft, parameterOfTeam(owner.part, name), { stack: owner.name, output: name });
}

function valuesOf(field: ValueOrRef, site: UseSite): readonly Json[] {
  const reference = referenceOf(field);
  if (reference === undefined) return [literalOf(field) ?? ''];
  const target = documentAt(reference, site);
  if (isTeamDocument(target)) return [outputOf(target, chosenOutput(target, reference.output), site)];
  if (isPlatformOutput(reference.output)) return takeOutput(reference.output, site);
  throw unresolved(nameOf(reference));
}

/** The output that a name stands for (registry/kinds/chosen-outputs.ts). */
function chosenOutput(target: TeamDocument, output: string): string {
  return target.kind === 'Function' && output === 'callableArn' ? callableOutput(target) : output;
}

function nameOf({ kind, name, output }: Reference): string {
  return `${kind} ${name}.${output}`;
}

/** Graph findings stop a registry before it gets here; going on would emit a template without the value. */
function unresolved(what: string): HoldfastError {
  const details = { code: 'UnresolvedReference', source: 'holdfast', retryable: false } as const;
  return new HoldfastError(`Cannot compile a registry whose reference to ${what} is not resolved.`, details);
}
