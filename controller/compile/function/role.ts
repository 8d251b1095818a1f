import type { JsonObject } from '../../lib/json.ts';
import { getAtt } from '../intrinsics.ts';
import { idFor } from '../logical-ids.ts';
import type { Site } from '../site.ts';
import { allow } from '../statement.ts';
import { putRole } from '../team-role.ts';
import { accessStatements } from './access.ts';
import { asyncStatements } from './async.ts';
import { coreStatements } from './core.ts';
import { eventSourceStatements } from './event-sources.ts';
import { keyStatements } from './key.ts';
import { networkStatements } from './network.ts';
import { tracingStatements } from './tracing.ts';

/** A role of the function's own, unless it names one. */
export function addRole(site: Site<'Function'>): void {
  if (site.document.spec.roleArn !== undefined) return;
  const statements = statementsOf(site);
  putRole(site, 'Role', { type: 'role', service: 'lambda.amazonaws.com', policyName: 'function', statements });
}

/** What the function may do: what its fields make necessary, then what the author allows. */
function statementsOf(site: Site<'Function'>): readonly JsonObject[] {
  const { metadata, spec } = site.document;
  const logs = getAtt(idFor('LogGroup', metadata.name), 'Arn');
  return [
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], logs),
    ...networkStatements(site),
    ...tracingStatements(site),
    ...keyStatements(site),
    ...asyncStatements(site),
    ...eventSourceStatements(site),
    ...accessStatements(site),
    ...coreStatements(site),
    ...(spec.statements ?? []),
  ];
}
