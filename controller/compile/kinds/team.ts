import type { OutputOf } from '../../../registry/kinds/kinds.ts';
import type { RegistryDocument } from '../../documents/registry.ts';
import { addPaths } from '../api/rest-paths.ts';
import { type CompileContext, FIRST_TEAM_WAVE, type OutputValues, type UseSite } from '../context.ts';
import { getAtt } from '../intrinsics.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { idFor } from '../logical-ids.ts';
import { outputOf } from '../references.ts';
import { siteOf } from '../site.ts';
import { sourceOf } from '../sources.ts';
import { draftOf } from '../stack-draft.ts';
import { allow } from '../statement.ts';
import { stackTagsOf } from '../tags.ts';
import { addDeployRole } from '../team/deploy-role.ts';
import { addTeamBus, busValues } from '../team-bus.ts';
import { teamOwner, teamStackName } from '../team-draft.ts';

/**
 * A Team opens the stacks for what its other documents make, and makes the role that its repositories sign in to, and its paths on a REST
 * API. A stack without anything is left out: CloudFormation refuses empty ones.
 */
export const teamCompiler: KindCompiler<'Team'> = {
  compile: compileTeam,
  outputs: teamValues,
  grant: (document, _, site) => [allow(['events:PutEvents'], outputOf(document, 'eventBusArn', site))],
};

function compileTeam(document: RegistryDocument<'Team'>, context: CompileContext): void {
  const team = document.metadata.name;
  for (const part of partsOf(team, context)) openStack(document, part, context);
  const site = siteOf(document, context);
  addDeployRole(site);
  addTeamBus(document, context);
  if (context.platform.spec.api.type === 'rest') addPaths(site);
}

function teamValues(
  { metadata, spec }: RegistryDocument<'Team'>,
  { context }: UseSite,
): Partial<OutputValues<OutputOf<'Team'>>> {
  return {
    ...(spec.repositories !== undefined && { deployRoleArn: () => getAtt(idFor('DeployRole', metadata.name), 'Arn') }),
    ...busValues(metadata.name, context),
  };
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
    api: context.apis.ofTeam.get(team) ?? 1,
    description: `What team ${team} has on ${project}`,
    tags: stackTagsOf(context, team),
    at: sourceOf(document),
  });
  context.drafts.set(draft.owner, draft);
}
