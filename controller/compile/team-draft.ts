import { HoldfastError } from '../diagnostics/error.ts';
import type { DocumentHead } from '../documents/registry.ts';
import { idOfDocument } from '../graph/graph.ts';
import type { CompileContext } from './context.ts';
import type { StackDraft } from './stack-draft.ts';

/** Owner of a team's stack: `team/payments` for its first one, `team/payments/2` for the next. */
export function teamOwner(team: string | undefined, part = 1): string {
  return `team/${team ?? ''}${part === 1 ? '' : `/${part}`}`;
}

/** Name of a team's stack. No other team has one of that name, because no team's name begins with another's and a dash. */
export function teamStackName(project: string, team: string, part = 1): string {
  return `${project}-team-${team}${part === 1 ? '' : `-${part}`}`;
}

/** The stack of a document. The loader refuses a team folder without a Team document, so its absence is a defect. */
export function teamDraft(document: DocumentHead, context: CompileContext): StackDraft {
  const { team } = document.metadata;
  return draftAt(teamOwner(team, context.parts.get(idOfDocument(document))), context);
}

/** The first of a team's stacks, where everything is that belongs to no single document of it. */
export function firstDraft(team: string | undefined, context: CompileContext): StackDraft {
  return draftAt(teamOwner(team), context);
}

function draftAt(owner: string, { drafts }: CompileContext): StackDraft {
  const draft = drafts.get(owner);
  if (draft !== undefined) return draft;
  const details = { code: 'TeamNotCompiled', source: 'holdfast', retryable: false } as const;
  throw new HoldfastError(`There is no Team document for the stack ${owner}.`, details);
}
