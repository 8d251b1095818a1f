import type { DriftEffect, DriftedNode, PlanDrift, ThreeWay } from '../drift/against-plan.ts';
import { plural } from './counts.ts';
import { blocks, code, table } from './markdown.ts';
import type { Palette } from './palette.ts';
import { propertyName, shownValue } from './values.ts';
import { visible } from './visible.ts';

/** Resources that are named as drifted and not touched. The drift check has all of them. */
const MAX_NAMED = 20;

/** What applying the plan does with a drifted property. */
const EFFECTS: Readonly<Record<DriftEffect, string>> = {
  overwritten: 'is overwritten',
  partly: 'is overwritten in part',
  same: 'AWS has it already',
  stays: 'stays',
  gone: 'goes with the resource',
};

/** Which resources of a plan have drifted, as `<stack>/<logical id>`. */
export function driftedNames(drift: PlanDrift | undefined): ReadonlySet<string> {
  return new Set((drift?.nodes ?? []).map(({ stack, logicalId }) => `${stack}/${logicalId}`));
}

/** Git's new value, the last applied one and the real one of what has drifted, at most `limit` rows; then what is not touched. Markdown. */
export function threeWaySection(drift: PlanDrift | undefined, limit: number): string {
  if (drift === undefined) return '';
  const rows = drift.nodes.flatMap(rowsOf);
  const left = rows.length - Math.min(rows.length, limit);
  const header = ['Resource', 'Property', 'Git says', 'Last applied', 'AWS has', 'Applying'];
  const since = `As of the sweep at ${new Date(drift.at).toISOString()}.`;
  return blocks([
    ...(rows.length === 0
      ? []
      : [
          '### Drifted',
          `Somebody changed these in AWS. ${since} What this plan sets is overwritten; other drift mostly stays, but an update may set more of a resource than what changes.`,
          table(header, rows.slice(0, limit)),
          left > 0 ? `… and ${plural(left, 'more row')}.` : '',
        ]),
    untouchedSection(drift, since),
  ]);
}

/** The same of one resource, as lines for a terminal below its own. */
export function threeWayLines(node: DriftedNode, palette: Palette): readonly string[] {
  if (node.status === 'deleted') return [`      ${palette.red('drifted')} ${goneWords(node)}`];
  return node.properties.map((property) => {
    const { planned, applied, actual } = sidesOf(property);
    const words = `${propertyName(property.path)}: Git says ${planned}, last applied ${applied}, AWS has ${actual}: ${EFFECTS[property.effect]}`;
    return `      ${palette.red('drifted')} ${visible(words)}`;
  });
}

/** What drifted and is not touched, as lines for a terminal. */
export function untouchedLines(drift: PlanDrift | undefined, palette: Palette): readonly string[] {
  if (drift === undefined || drift.untouched.names.length === 0) return [];
  const { names } = drift.untouched;
  const left = names.length - Math.min(names.length, MAX_NAMED);
  return [
    palette.bold(`Drifted and not touched by this plan: ${countsOf(drift)}`),
    ...names.slice(0, MAX_NAMED).map((name) => `  ${visible(name)}`),
    ...(left > 0 ? [`  … and ${left.toLocaleString('en-US')} more`] : []),
    '',
  ];
}

function untouchedSection(drift: PlanDrift, since: string): string {
  const { names } = drift.untouched;
  if (names.length === 0) return '';
  const left = names.length - Math.min(names.length, MAX_NAMED);
  const more = left > 0 ? ` and ${left.toLocaleString('en-US')} more` : '';
  const list = names.slice(0, MAX_NAMED).map(code).join(', ');
  return blocks([
    '### Drifted and not touched by this plan',
    `${countsOf(drift)}: ${list}${more}. ${since} Applying leaves it as it is; \`holdfast/drift\` has the whole of it and the button that reverts.`,
  ]);
}

function countsOf({ untouched: { modified, deleted, added } }: PlanDrift): string {
  const counts = [
    [modified, 'modified'],
    [deleted, 'deleted'],
    [added, 'added by hand'],
  ] as const;
  return counts
    .filter(([count]) => count > 0)
    .map(([count, word]) => `${count.toLocaleString('en-US')} ${word}`)
    .join(', ');
}

function rowsOf(node: DriftedNode): readonly (readonly string[])[] {
  const name = node.document === undefined ? code(node.logicalId) : `${code(node.document)} ${code(node.logicalId)}`;
  if (node.status === 'deleted') return [[name, '', '', '', 'nothing', goneWords(node)]];
  return node.properties.map((property, index) => {
    const { planned, applied, actual } = sidesOf(property, code);
    const { path, effect } = property;
    return [index === 0 ? name : '', code(propertyName(path)), planned, applied, actual, EFFECTS[effect]];
  });
}

/** CloudFormation updates what it believes to be there, and fails; what it only forgets or makes anew need not be there. */
function goneWords({ action }: DriftedNode): string {
  return action === 'update'
    ? 'is gone from AWS: updating it fails, reverting makes it anew'
    : 'is gone from AWS already';
}

function sidesOf({ path, planned, applied, actual, effect }: ThreeWay, mark = (text: string) => text) {
  const words = (value: ThreeWay['actual']) => (value === undefined ? 'none' : mark(shownValue(path, value)));
  const git = planned === undefined && (effect === 'partly' || effect === 'gone') ? '…' : words(planned);
  return { planned: git, applied: words(applied), actual: words(actual) };
}
