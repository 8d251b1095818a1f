import { isPattern, matchesPattern } from '../../lib/wildcards.ts';
import { formatPath } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { Declared, Entry } from './declared.ts';
import { deniedBy } from './denied.ts';
import { ESCALATION_PATHS, whereToRead } from './escalation-paths.ts';

/** A path, and for each of its actions the first entry that allows it. */
interface Contained {
  readonly id: string;
  readonly actions: readonly string[];
  readonly entries: readonly Entry[];
}

/**
 * Escalation paths that all `Allow` statements together contain though perhaps none of them does alone (A1). Resources and conditions
 * do not count: they narrow a path, but seldom close it. Paths that the same entries make are one problem. Left out are a path
 * that only adds to another one that is contained, and one that a single entry allows: `escalations` refuses that entry.
 */
export function combinations(statements: readonly Declared[]): readonly Problem[] {
  const allowing = entriesOfSteps(statements);
  const contained = Object.entries(ESCALATION_PATHS).flatMap(([id, actions]) => {
    const entries = actions.flatMap((action) => allowing.get(action) ?? []);
    return entries.length < actions.length ? [] : [{ id, actions, entries }];
  });
  const smallest = contained.filter((path) => !contained.some((other) => isPartOf(other, path)));
  const spread = smallest.filter(({ entries: [first, ...others] }) => others.some((entry) => entry !== first));
  return [...Map.groupBy(spread, madeBy).values()].flatMap(problemOf);
}

/** An action of some path, as it is written and as IAM compares it. */
interface Step {
  readonly action: string;
  readonly key: string;
}

const STEPS: readonly Step[] = [...new Set(Object.values(ESCALATION_PATHS).flat())].map((action) => ({
  action,
  key: action.toLowerCase(),
}));
const STEPS_OF_SERVICES: ReadonlyMap<string, readonly Step[]> = Map.groupBy(STEPS, ({ key }) => serviceOf(key));

/** Steps that the statements allow, and the first entry that does. */
function entriesOfSteps(statements: readonly Declared[]): ReadonlyMap<string, Entry> {
  const isDenied = deniedBy(statements);
  const found = new Map<string, Entry>();
  for (const entry of statements.filter(({ effect }) => effect === 'Allow').flatMap(({ actions }) => actions)) {
    const pattern = entry.text.toLowerCase();
    const service = serviceOf(pattern);
    for (const { action, key } of isPattern(service) ? STEPS : (STEPS_OF_SERVICES.get(service) ?? [])) {
      if (!found.has(action) && matchesPattern(pattern, key) && !isDenied(key)) found.set(action, entry);
    }
  }
  return found;
}

function serviceOf(action: string): string {
  return action.split(':')[0] ?? '';
}

function isPartOf(small: Contained, large: Contained): boolean {
  return small.actions.length < large.actions.length && small.actions.every((action) => large.actions.includes(action));
}

/** The entries that make a path, each once, as a text to compare. */
function madeBy({ entries }: Contained): string {
  return [...new Set(entries.map(({ path }) => formatPath(path)))].sort().join(' ');
}

/** One problem for paths of the same entries, at the first entry. */
function problemOf([first, ...others]: readonly Contained[]): Problem[] {
  const at = first?.entries[0];
  if (first === undefined || at === undefined) return [];
  const more = others.length === 0 ? '' : ` Also contained: ${others.map(({ id }) => id).join(', ')}.`;
  const message = `The statements together contain the escalation path ${first.id}: ${first.actions.join(' + ')}.${more}`;
  const related = first.entries.map(({ path }) => path);
  return [{ code: 'PrivilegeEscalation', path: at.path, message, related, ...whereToRead(first.id) }];
}
