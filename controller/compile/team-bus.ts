import type { RegistryDocument } from '../documents/registry.ts';
import { type GraphEdge, nodeId } from '../graph/graph.ts';
import type { CompileContext, OutputValues } from './context.ts';
import { getAtt, ref } from './intrinsics.ts';
import { idFor } from './logical-ids.ts';
import { teamBusNameOf } from './physical-names.ts';
import { put, siteOf } from './site.ts';

/** True for a reference to a Team that means its bus: the Team as a whole, or one of the bus's outputs. */
export function usesBus({ to, output }: GraphEdge): boolean {
  return to.startsWith('Team/') && (output === undefined || output.startsWith('eventBus'));
}

/** A team's own bus, where a document asks for it. Its events are encrypted with a key of EventBridge's own, at no cost. */
export function addTeamBus(document: RegistryDocument<'Team'>, context: CompileContext): void {
  const team = document.metadata.name;
  if (!hasBus(team, context)) return;
  const site = siteOf(document, context);
  put(site, 'TeamBus', 'AWS::Events::EventBus', {
    Name: teamBusNameOf(team, context),
    Description: `Events of team ${team}`,
    Tags: site.tags,
  });
}

/** Outputs of a team that has a bus; none for another one. */
export function busValues(
  team: string,
  context: CompileContext,
): Partial<OutputValues<'eventBusArn' | 'eventBusName'>> {
  if (!hasBus(team, context)) return {};
  const id = idFor('TeamBus', team);
  return { eventBusArn: () => getAtt(id, 'Arn'), eventBusName: () => ref(id) };
}

function hasBus(team: string, { buses }: CompileContext): boolean {
  return buses.has(nodeId('Team', team, team));
}
