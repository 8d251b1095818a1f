import { isPattern, matchesPattern } from '../../lib/wildcards.ts';
import { type Action, serviceOf } from './names.ts';

/** An action that AWS has, with its service: `dynamodb:GetItem`. */
export interface MeantAction extends Action {
  readonly id: string;
}

/** The actions that a text of a statement stands for: none if AWS has none of the name, or the text means every service. */
export function meantActions(text: string): readonly MeantAction[] {
  const [prefix = '', name = ''] = text.toLowerCase().split(':');
  const service = serviceOf(prefix);
  if (service === undefined) return [];
  return meant(name, service.actions).map((action) => ({ ...action, id: `${service.name}:${action.name}` }));
}

function meant(name: string, actions: ReadonlyMap<string, Action>): Action[] {
  if (isPattern(name)) return [...actions].flatMap(([key, action]) => (matchesPattern(name, key) ? [action] : []));
  const action = actions.get(name);
  return action === undefined ? [] : [action];
}
