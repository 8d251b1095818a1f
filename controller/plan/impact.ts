import { type Change, IMPACTS, type Impact } from './plan.ts';

/**
 * What changing a property does to a resource of one type, by top-level property name.
 * Source: `causesReplacement` and `isStateful` of AWS's service specification (P6); never guessed.
 */
export interface ReplacementRule {
  readonly properties: Readonly<Record<string, 'replace' | 'may-replace'>>;
  readonly stateful: boolean;
}

/** Resource type → rule. A type that is missing here may be replaced by anything: fail closed. */
export type ReplacementRules = Readonly<Record<string, ReplacementRule>>;

/** The worst of several impacts; `none` for an empty list. */
export function worstImpact(impacts: readonly Impact[]): Impact {
  return impacts.reduce((worst, next) => (IMPACTS.indexOf(next) > IMPACTS.indexOf(worst) ? next : worst), 'none');
}

/** Impact of a list of changes on a resource that exists. */
export function impactOf(type: string, changes: readonly Change[], rules: ReplacementRules): Impact {
  return worstImpact(changes.map((change) => impactOfPath(rules[type], change.path)));
}

function impactOfPath(rule: ReplacementRule | undefined, path: string): Impact {
  const [, section, property] = path.split('/');
  if (section !== 'Properties') return 'none';
  if (rule === undefined || property === undefined) return 'may-replace';
  return rule.properties[property] ?? 'update';
}
