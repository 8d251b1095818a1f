import { isPattern, matchesPattern } from '../../lib/wildcards.ts';
import { type Declared, EVERYTHING } from './declared.ts';

/** Tells of an action, or of a pattern of actions, in lower case, whether the statements surely deny all of it. */
export type IsDenied = (action: string) => boolean;

/**
 * What the `Deny` statements surely take away, whatever an `Allow` says: without a condition, on every resource. Anything narrower
 * may leave a way, so it does not count (A1).
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function deniedBy(statements: readonly Declared[]): IsDenied {
  const sure = statements.filter(({ effect, raw, resources }) => {
    return effect === 'Deny' && raw.Condition === undefined && resources.some(({ text }) => text === EVERYTHING);
  });
  const denials = sure.map(({ actions, notActions }) => ({ actions: lower(actions), except: lower(notActions) }));
  return (action) =>
    denials.some(({ actions, except }) => {
      if (actions.some((pattern) => matchesPattern(pattern, action))) return true;
      return except.length > 0 && except.every((pattern) => areApart(pattern, action));
    });
}

function lower(entries: Declared['actions']): readonly string[] {
  return entries.map(({ text }) => text.toLowerCase());
}

/** True when two patterns surely have no action in common: of a pattern, only the service can tell. */
function areApart(a: string, b: string): boolean {
  const [service, other] = [a.split(':')[0] ?? '', b.split(':')[0] ?? ''];
  if (!isPattern(service) && !isPattern(other) && service !== other) return true;
  return !isPattern(b) && !matchesPattern(a, b);
}
