import { KINDS } from '../../registry/kinds/kinds.ts';
import { literalOf } from '../../registry/kinds/value-or-ref.ts';
import { type AnyDocument, isTeamDocument, type TeamDocument } from '../documents/registry.ts';
import type { CompileContext } from './context.ts';
import type { DeclaredDocument, DeclaredOutput, DeclaredOutputs, OutputSource } from './declared-outputs.ts';
import { outputNameOf } from './logical-ids.ts';
import { isList, isPlatformOutput, platformOutputs } from './platform-outputs.ts';
import { tagsOf } from './tags.ts';
import { teamDraft } from './team-draft.ts';

/**
 * Everything that a compiled registry publishes. The names are those that the kinds say, so that an output that a kind gets later is
 * published by itself. An output that no stack gives is left out.
 */
export function declareOutputs(context: CompileContext): DeclaredOutputs {
  const { project, environment, account, region, outputs } = context.platform.spec;
  const others = [...context.documents.values()].filter((document) => document !== context.platform);
  const documents = [context.platform, ...others].map((document) => declareDocument(document, context));
  return {
    project,
    environment,
    account,
    region,
    publish: outputs,
    documents: documents.filter((document) => Object.keys(document.outputs).length > 0),
  };
}

function declareDocument(document: AnyDocument, context: CompileContext): DeclaredDocument {
  const { name, team } = document.metadata;
  const names = Object.keys(KINDS.find((kind) => kind.name === document.kind)?.outputs ?? {});
  const given = names.flatMap((output) => {
    const declared = isTeamDocument(document) ? ofTeam(output, document, context) : ofPlatform(output, context);
    return declared === undefined ? [] : [[output, declared] as const];
  });
  return {
    kind: document.kind,
    ...(team !== undefined && { team }),
    name,
    tags: tagsOf(context, document),
    outputs: Object.fromEntries([...given, ...fromTheDocument(document)]),
  };
}

function ofPlatform(name: string, context: CompileContext): DeclaredOutput | undefined {
  if (!isPlatformOutput(name)) return undefined;
  const sources = platformOutputs(context, name)
    .filter(({ component, output }) => context.drafts.get(component)?.outputs.has(output))
    .map(({ stack, output }): OutputSource => ({ stack, output }));
  const [from] = sources;
  if (from === undefined) return undefined;
  return isList(name) ? { each: sources } : { from };
}

function ofTeam(name: string, document: TeamDocument, context: CompileContext): DeclaredOutput | undefined {
  const draft = teamDraft(document, context);
  const output = outputNameOf(document.kind, name, document.metadata.name);
  return output !== undefined && draft.outputs.has(output) ? { from: { stack: draft.name, output } } : undefined;
}

/** What is known without any stack: a function's layers are always named by their ARNs. */
function fromTheDocument(document: AnyDocument): readonly (readonly [string, DeclaredOutput])[] {
  if (document.kind !== 'Function') return [];
  const arns = (document.spec.layerArns ?? []).map(literalOf).filter((arn) => arn !== undefined);
  return [['layerArns', { each: arns.map((value) => ({ value })) }]];
}
