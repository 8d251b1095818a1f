import type { TeamDocument } from '../documents/registry.ts';
import type { CompileContext } from './context.ts';
import { outputNameOf } from './logical-ids.ts';
import { addOutput } from './stack-draft.ts';
import { teamDraft } from './team-draft.ts';

/** Adds a document's outputs to its stack's, where other stacks, people and tools find them. */
export function addDocumentOutputs(document: TeamDocument, context: CompileContext): void {
  const { kind, metadata } = document;
  const draft = teamDraft(document, context);
  for (const [output, value] of Object.entries(context.outputsOf(document, { document, draft, context }))) {
    const name = outputNameOf(kind, output, metadata.name);
    if (name !== undefined && value !== undefined)
      addOutput(draft, name, value(), `${output} of ${kind} ${metadata.name}`);
  }
}
