import type { RegistryDocument } from '../../documents/registry.ts';
import type { CompileContext } from '../context.ts';
import { compileApplication } from '../platform/application.ts';
import { openComponent } from '../platform/component.ts';
import { compileNetwork } from '../platform/network.ts';
import { compileObservability } from '../platform/observability.ts';
import { compileStateful } from '../platform/stateful.ts';

/** A Platform: the four stacks that teams hang on. What holds data is apart from what is changed often. `takeOutput` gives their outputs. */
export function compilePlatform(document: RegistryDocument<'Platform'>, context: CompileContext): void {
  compileNetwork(openComponent('network', 'Network', document, context));
  compileStateful(openComponent('stateful', 'Data', document, context));
  compileApplication(openComponent('application', 'Shared API and permissions', document, context));
  compileObservability(openComponent('observability', 'Alarms and dashboard', document, context));
}
