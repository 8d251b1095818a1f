import type { Finding, Location } from '../diagnostics/finding.ts';
import type { Plan } from '../plan/plan.ts';

/**
 * Refuses to rename a parameter in a path of a REST API: CloudFormation makes the new path before it deletes the old one, and API Gateway
 * takes no second parameter beside one that is there. `at` is where a finding points when its line is not known.
 */
export function refuseRenamedParameters(plan: Plan, at: Location): readonly Finding[] {
  const nodes = plan.stacks.flatMap((stack) => stack.nodes).filter(({ type }) => type === 'AWS::ApiGateway::Resource');
  return nodes.flatMap(({ changes, source }): readonly Finding[] => {
    const change = changes.find(({ path }) => path === '/Properties/PathPart');
    if (change?.old === undefined || change.value === undefined) return [];
    const { file, line, column } = source ?? at;
    const message = `A path parameter cannot be renamed in one step: ${String(change.old)} to ${String(change.value)}.`;
    const hint = 'Remove the routes with the old name first, and add them with the new one in a later commit.';
    return [{ code: 'PathParameterRenamed', severity: 'error', message, file, line, column, path: '', hint }];
  });
}
