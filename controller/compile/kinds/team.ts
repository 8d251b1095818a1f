import type { RegistryDocument } from '../../documents/registry.ts';
import { type CompileContext, FIRST_TEAM_WAVE } from '../context.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { sourceOf } from '../sources.ts';
import { draftOf } from '../stack-draft.ts';
import { stackTagsOf } from '../tags.ts';
import { teamOwner, teamStackName } from '../team-draft.ts';

/** A Team opens the stacks for what its other documents make. One without any is left out: CloudFormation refuses empty stacks. */
export const teamCompiler: KindCompiler<'Team'> = { compile: compileTeam, outputs: () => ({}) };

function compileTeam(document: RegistryDocument<'Team'>, context: CompileContext): void {
  const team = document.metadata.name;
  for (const part of partsOf(team, context)) openStack(document, part, context);
}

/** The numbers of a team's stacks, the first one always among them. */
function partsOf(team: string, { documents, parts }: CompileContext): readonly number[] {
  const own = [...parts].filter(([id]) => documents.get(id)?.metadata.team === team).map(([, part]) => part);
  return [...new Set([1, ...own])].sort((a, b) => a - b);
}

function openStack(document: RegistryDocument<'Team'>, part: number, context: CompileContext): void {
  const { project } = context.platform.spec;
  const team = document.metadata.name;
  const owner = teamOwner(team, part);
  const draft = draftOf({
    name: teamStackName(project, team, part),
    owner,
    part: part === 1 ? team : `${team}-${part}`,
    wave: FIRST_TEAM_WAVE + (context.steps.get(owner) ?? 0),
    description: `Functions and routes of team ${team} on ${project}`,
    tags: stackTagsOf(context, team),
    at: sourceOf(document),
  });
  context.drafts.set(draft.owner, draft);
}
