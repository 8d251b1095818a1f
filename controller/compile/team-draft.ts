import { HoldfastError } from '../diagnostics/error.ts';
import type { DocumentHead } from '../documents/registry.ts';
import type { CompileContext } from './context.ts';
import type { StackDraft } from './stack-draft.ts';

/** Owner of a team's stack. */
export function teamOwner(team: string | undefined): string {
  return `team/${team ?? ''}`;
}

/** The stack of a document's team. The loader refuses a team folder without a Team document, so its absence is a defect. */
export function teamDraft(document: DocumentHead, context: CompileContext): StackDraft {
  const { team } = document.metadata;
  const draft = context.drafts.get(teamOwner(team));
  if (draft !== undefined) return draft;
  const details = { code: 'TeamNotCompiled', source: 'holdfast', retryable: false } as const;
  throw new HoldfastError(`${document.kind} ${document.metadata.name} has no Team document.`, details);
}
