import type { RegistryDocument } from '../../documents/registry.ts';
import { addIntegrations } from '../api/integrations.ts';
import type { CompileContext } from '../context.ts';
import { invokeGrant } from '../function/access.ts';
import { addAlarms } from '../function/alarms.ts';
import { addAsyncInvoke } from '../function/async.ts';
import { callableArn } from '../function/callable.ts';
import { addFunction } from '../function/configuration.ts';
import { addEventSources } from '../function/event-sources.ts';
import { addLogGroup } from '../function/logs.ts';
import { addRole } from '../function/role.ts';
import { addUrl } from '../function/url.ts';
import { functionValues } from '../function/values.ts';
import type { KindCompiler } from '../kind-compiler.ts';
import { siteOf } from '../site.ts';

/**
 * A Function: its log group, a role of its own unless it names one, the function, and what its fields ask for besides: a version behind an
 * alias, event sources, an address, alarms, an integration if a Route leads to it.
 */
export const functionCompiler: KindCompiler<'Function'> = {
  compile: compileFunction,
  outputs: functionValues,
  grant: invokeGrant,
};

function compileFunction(document: RegistryDocument<'Function'>, context: CompileContext): void {
  const site = siteOf(document, context);
  addLogGroup(site);
  addRole(site);
  addFunction(site);
  addAsyncInvoke(site);
  addEventSources(site);
  addUrl(site);
  addAlarms(site);
  addIntegrations(callableArn(document, site), site);
}
