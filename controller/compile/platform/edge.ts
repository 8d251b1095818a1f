import type { RegistryDocument } from '../../documents/registry.ts';
import { type CompileContext, FIRST_TEAM_WAVE } from '../context.ts';
import { openComponent } from './component.ts';
import { addHttpStage, routeSettingsOf } from './http-stage.ts';

/**
 * The last of the Platform's stacks: how the shared API is reached. It is compiled after the teams, because it names what they have on the
 * API, and is applied after them for the same reason. An HTTP API whose routes have no throttles of their own is not waited for.
 */
export function compileEdge(document: RegistryDocument<'Platform'>, context: CompileContext): void {
  const settings = routeSettingsOf(context);
  const wave = Object.keys(settings).length === 0 ? FIRST_TEAM_WAVE : waveAfterTeams(context);
  addHttpStage(settings, openComponent('edge', 'Reach of the shared API', document, context, wave));
}

function waveAfterTeams({ drafts }: CompileContext): number {
  return Math.max(...[...drafts.values()].map(({ wave }) => wave)) + 1;
}
