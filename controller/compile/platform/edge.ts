import type { RegistryDocument } from '../../documents/registry.ts';
import { deploymentHash } from '../api/deployment-hash.ts';
import { type CompileContext, FIRST_TEAM_WAVE } from '../context.ts';
import { type ComponentSite, openComponent } from './component.ts';
import { addHttpStages, hasRouteSettings } from './http-stage.ts';
import { addRestStage } from './rest-stage.ts';

/**
 * The last of the Platform's stacks: how the shared API is reached. It is compiled after the teams, because it names what they have on the
 * API, and is applied after them for the same reason. An HTTP API whose routes have no throttles of their own is not waited for.
 */
export function compileEdge(document: RegistryDocument<'Platform'>, context: CompileContext): void {
  if (document.spec.api.type === 'rest') compileRest(document, context);
  else compileHttp(document, context);
}

function compileHttp(document: RegistryDocument<'Platform'>, context: CompileContext): void {
  addHttpStages(open(document, context, hasRouteSettings(context) ? waveAfterTeams(context) : FIRST_TEAM_WAVE));
}

/** API Gateway refuses to deploy an API without any method. */
function compileRest(document: RegistryDocument<'Platform'>, context: CompileContext): void {
  const hash = deploymentHash(context.drafts.values());
  if (hash !== undefined) addRestStage(hash, open(document, context, waveAfterTeams(context)));
}

function open(document: RegistryDocument<'Platform'>, context: CompileContext, wave: number): ComponentSite {
  return openComponent('edge', 'Reach of the shared API', document, context, wave);
}

function waveAfterTeams({ drafts }: CompileContext): number {
  return Math.max(...[...drafts.values()].map(({ wave }) => wave)) + 1;
}
