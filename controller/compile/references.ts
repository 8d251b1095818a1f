import { literalOf, type Reference, referenceOf, type ValueOrRef } from '../../registry/kinds/value-or-ref.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { AnyDocument, RegistryDocument } from '../documents/registry.ts';
import { targetOf } from '../graph/graph.ts';
import type { OutputOf } from '../graph/outputs.ts';
import type { Json } from '../lib/json.ts';
import type { CompileContext } from './context.ts';
import { getAtt, ref } from './intrinsics.ts';
import { idFor, parameterFor } from './logical-ids.ts';
import { isPlatformOutput, platformOutputs } from './platform-outputs.ts';
import { importOutput, type StackDraft } from './stack-draft.ts';

/** Where a value is used: the document that uses it, its stack, and everything else. */
export interface UseSite {
  readonly document: AnyDocument;
  readonly draft: StackDraft;
  readonly context: CompileContext;
}

/** The value of a field: the literal, or an expression that gives the output. */
export function resolveOne(field: ValueOrRef, site: UseSite): Json {
  const [value] = valuesOf(field, site);
  return value ?? '';
}

/** The values of a list field, in order. A reference to a list output gives all of its values. */
export function resolveAll(fields: readonly ValueOrRef[], site: UseSite): readonly Json[] {
  return fields.flatMap((field) => valuesOf(field, site));
}

/** Takes an output of the platform into a team's stack: one parameter per value. */
export function takeOutput(name: OutputOf<'Platform'>, { draft, context }: Omit<UseSite, 'document'>): readonly Json[] {
  return platformOutputs(context, name).map(({ component, stack, output }) =>
    importOutput(draft, parameterFor(component, output), { stack, output }),
  );
}

/** What other documents of the team may take from a Function. All are of one stack, so CloudFormation resolves them itself. */
export function functionOutputs(
  { metadata, spec }: RegistryDocument<'Function'>,
  site: UseSite,
): Readonly<Record<OutputOf<'Function'>, () => Json>> {
  return {
    functionArn: () => getAtt(idFor('Function', metadata.name), 'Arn'),
    functionName: () => ref(idFor('Function', metadata.name)),
    roleArn: () =>
      spec.roleArn === undefined ? getAtt(idFor('Role', metadata.name), 'Arn') : resolveOne(spec.roleArn, site),
    logGroupName: () => ref(idFor('LogGroup', metadata.name)),
  };
}

function valuesOf(field: ValueOrRef, site: UseSite): readonly Json[] {
  const reference = referenceOf(field);
  if (reference === undefined) return [literalOf(field) ?? ''];
  const target = site.context.documents.get(targetOf(reference, site.document));
  if (target?.kind === 'Platform' && isPlatformOutput(reference.output)) return takeOutput(reference.output, site);
  if (target?.kind === 'Function' && target.metadata.team === site.document.metadata.team) {
    const outputs = functionOutputs(target, site);
    const output = Object.entries(outputs).find(([name]) => name === reference.output);
    if (output !== undefined) return [output[1]()];
  }
  throw unresolved(reference);
}

/** Graph findings stop a registry before it gets here; going on would emit a template without the value. */
function unresolved(reference: Reference): HoldfastError {
  const { kind, name, output } = reference;
  const details = { code: 'UnresolvedReference', source: 'holdfast', retryable: false } as const;
  return new HoldfastError(
    `Cannot compile a registry whose reference to ${kind} ${name}.${output} is not resolved.`,
    details,
  );
}
