import type { RegistryDocument } from '../../documents/registry.ts';
import { COMPONENTS, type CompileContext } from '../context.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { sourceOf } from '../sources.ts';
import { draftOf } from '../stack-draft.ts';
import { stackTagsOf } from '../tags.ts';
import { teamOwner } from '../team-draft.ts';

/** A Team opens a stack for what its other documents make. Without any there is no stack: CloudFormation refuses empty ones. */
export const teamCompiler: KindCompiler<'Team'> = { compile: compileTeam, outputs: () => ({}) };

function compileTeam(document: RegistryDocument<'Team'>, context: CompileContext): void {
  const { project } = context.platform.spec;
  const team = document.metadata.name;
  const owner = teamOwner(team);
  const draft = draftOf({
    name: `${project}-team-${team}`,
    owner,
    part: team,
    wave: COMPONENTS.length + (context.steps.get(owner) ?? 0),
    description: `Functions and routes of team ${team} on ${project}`,
    tags: stackTagsOf(context, team),
    at: sourceOf(document),
  });
  context.drafts.set(draft.owner, draft);
}
