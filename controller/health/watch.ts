import type { DesiredProbe, DesiredStack, DesiredState } from '../compile/desired.ts';
import { isJsonArray, type Json } from '../lib/json.ts';
import type { Plan, StackPlan } from '../plan/plan.ts';
import type { Watch, Watched } from './health.ts';

/**
 * Most that one look reads of each kind: within an invocation and Lambda's 15 control plane calls a second
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). CloudFormation has waited for all of a larger change already.
 */
const MOST: Readonly<Record<Watched['kind'], number>> = {
  function: 100,
  alias: 50,
  mapping: 50,
  alarm: 500,
  route: 50,
};

/** What stands under all routes: where it changes, any of them may have stopped to answer. */
const UNDER_ROUTES = new Set(['application', 'edge']);

/**
 * What a plan touches that has a health of its own: of every document with a changed resource the functions, aliases, event source mappings
 * and alarms, and the probes of every stack that changes. Of an unchanged commit, nothing. Pure.
 */
export function watchOf(plan: Plan, { stacks }: DesiredState): Watch {
  const changing = new Map(plan.stacks.filter(isChanged).map((stack) => [stack.name, stack]));
  const beneath = stacks.some(({ name, owner }) => changing.has(name) && UNDER_ROUTES.has(owner));
  const found = stacks.flatMap((stack): readonly Watched[] => {
    const change = changing.get(stack.name);
    const probes = change === undefined && !beneath ? [] : (stack.probes ?? []);
    return [...(change === undefined ? [] : touchedIn(stack, change)), ...probes.map((probe) => routeOf(probe, stack))];
  });
  const watched = [...Map.groupBy(found, ({ kind }) => kind)].flatMap(([kind, all]) => all.slice(0, MOST[kind]));
  return { watched, left: found.length - watched.length };
}

function isChanged({ action }: StackPlan): boolean {
  return action === 'create' || action === 'update';
}

function touchedIn(stack: DesiredStack, { nodes }: StackPlan): readonly Watched[] {
  const ids = new Set(nodes.filter(({ action }) => action !== 'noop').map(({ logicalId }) => logicalId));
  const documents = new Set([...ids].flatMap((id) => stack.sources[id]?.document ?? []));
  return Object.entries(stack.template.Resources).flatMap(
    ([logicalId, { Type, Properties = {} }]): readonly Watched[] => {
      if (!ids.has(logicalId) && !documents.has(stack.sources[logicalId]?.document ?? '')) return [];
      const place = { stack: stack.name, logicalId };
      switch (Type) {
        case 'AWS::Lambda::Function':
          return [{ ...place, kind: 'function' }];
        case 'AWS::CloudWatch::Alarm':
          return [{ ...place, kind: 'alarm' }];
        case 'AWS::Lambda::Alias':
          return [{ ...place, kind: 'alias', ...versionIn(Properties.FunctionVersion) }];
        case 'AWS::Lambda::EventSourceMapping':
          return [{ ...place, kind: 'mapping', ...(Properties.Enabled === false && { off: true }) }];
        default:
          return [];
      }
    },
  );
}

/** The version that an alias takes from a resource of its own stack. */
function versionIn(value: Json | undefined): { readonly version?: string } {
  const path = Object(value)['Fn::GetAtt'];
  return isJsonArray(path) && typeof path[0] === 'string' ? { version: path[0] } : {};
}

function routeOf(probe: DesiredProbe, { name }: DesiredStack): Watched {
  return { kind: 'route', stack: name, ...probe };
}
