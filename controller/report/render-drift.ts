import { BUTTON_ACCEPT_DAYS, chooseDeviations, shortDigest } from '../drift/acceptance.ts';
import type { Difference, DriftResult, ResourceDrift } from '../drift/drift.ts';
import { planRevert } from '../drift/revert.ts';
import type { NotHealed } from '../drift/self-heal.ts';
import { maskValue } from '../lib/mask.ts';
import { shortType } from './change-lines.ts';
import { cutMarkdown } from './cut.ts';
import {
  actorWords,
  type DriftOf,
  differenceWords,
  driftTitle,
  hasDrifted,
  type LeftDifference,
  leftOf,
  resources,
  uncheckedReasons,
  withStatus,
} from './drift-words.ts';
import { annotation, placeOf } from './findings.ts';
import { blocks, code, fence, prose, table } from './markdown.ts';
import { CHECK_ROWS } from './plan-sections.ts';
import type { CheckAction, CheckAnnotation, CheckContent } from './port.ts';
import { identity } from './render-plan.ts';
import type { DriftReport } from './report.ts';
import { detailJson, shownValue } from './values.ts';

/** Where a reader finds what GitHub's limits cut off (G1). */
const ELSEWHERE = '`holdfast drift --format markdown` prints all of it.';

/** The button that puts Git's state back. GitHub's limits: label 20, description 40, identifier 20 characters. */
export const REVERT_ACTION: CheckAction = {
  label: 'Revert drift',
  description: 'Put back what Git says',
  identifier: 'revert-drift',
};

/** The button that has the live values written into the registry, as a pull request. */
export const ADOPT_ACTION: CheckAction = {
  label: 'Adopt drift',
  description: 'Open a pull request with AWS’s values',
  identifier: 'adopt-drift',
};

/** The button that accepts drift begins so; behind it is the beginning of the digest of what is shown. */
export const ACCEPT_PREFIX = 'accept-';

/** The button that accepts exactly what this sweep found. There is none where nothing has drifted, or more than the check shows. */
function acceptActions(result: DriftResult): readonly CheckAction[] {
  const shown = chooseDeviations(result, [], 'drift');
  if ('problem' in shown || shown.deviations.length > CHECK_ROWS) return [];
  return [
    {
      label: `Accept ${BUTTON_ACCEPT_DAYS} days`,
      description: `Leave exactly this for ${BUTTON_ACCEPT_DAYS} days`,
      identifier: `${ACCEPT_PREFIX}${shortDigest(shown.digest)}`,
    },
  ];
}

/**
 * The check `holdfast/drift`: every difference as Git's value and AWS's value. Conclusion is `failure` when anything
 * differs and is not left, and when nothing could be checked (F4, G2). A button is there when there is something that it would do.
 */
export function renderDrift(report: DriftReport): CheckContent {
  const { result } = report;
  return {
    title: driftTitle(result),
    summary: cutMarkdown(driftSummary(report, CHECK_ROWS), ELSEWHERE),
    text: cutMarkdown(driftDetails(result, CHECK_ROWS), ELSEWHERE),
    annotations: result.resources.flatMap(annotationsOfResource),
    actions: [...actionsFor(result), ...acceptActions(result)],
    conclusion: isTrue(result) ? 'success' : 'failure',
  };
}

/** What was added by hand is in no document: there is nothing to put back and nothing to write down. What is gone can only be put back. */
function actionsFor(result: DriftResult): readonly CheckAction[] {
  const [isModified, isDeleted] = [withStatus(result, 'modified').length > 0, withStatus(result, 'deleted').length > 0];
  return [...(isModified || isDeleted ? [REVERT_ACTION] : []), ...(isModified ? [ADOPT_ACTION] : [])];
}

/** True when AWS is as Git says, as far as somebody looked; looking at nothing at all is not enough. */
export function isTrue(result: DriftResult): boolean {
  if (result.resources.length === 0) return true;
  return !hasDrifted(result) && [...withStatus(result, 'in-sync'), ...withStatus(result, 'excused')].length > 0;
}

/** The sections of a sweep in the order of their weight, each with at most `limit` resources. */
export function driftSummary({ sha, result, note, adoption, notHealed = [] }: DriftReport, limit: number): string {
  const left = leftOf(result.resources);
  return blocks([
    `**${driftTitle(result)}.**`,
    note === undefined ? '' : prose(note),
    adoption === undefined ? '' : blocks(['### Adopted', adoption]),
    modifiedSection(withStatus(result, 'modified').slice(0, limit)),
    deletedSection(withStatus(result, 'deleted').slice(0, limit)),
    addedSection(withStatus(result, 'added').slice(0, limit)),
    notHealedSection(notHealed.slice(0, limit)),
    acceptedSection(left.filter(({ excuse }) => excuse.kind === 'accepted').slice(0, limit), planRevert(result).stacks),
    ignoredSection(left.filter(({ excuse }) => excuse.kind === 'ignored').slice(0, limit)),
    actorSection(result, limit),
    uncheckedSection(result),
    identity(sha, undefined),
  ]);
}

/** Per resource: the RFC 6902 patch that turns AWS's state into Git's, then who was not checked; at most `limit` of each. */
export function driftDetails(result: DriftResult, limit: number): string {
  const unchecked = withStatus(result, 'unchecked').slice(0, limit);
  const rows = unchecked.map((resource) => [resourceCell(resource), code(resource.type), prose(resource.because)]);
  return blocks([
    ...withStatus(result, 'modified').slice(0, limit).map(modifiedDetails),
    rows.length === 0 ? '' : blocks(['#### Not checked', table(['Resource', 'Type', 'Why'], rows)]),
  ]);
}

function modifiedSection(modified: readonly DriftOf<'modified'>[]): string {
  const rows = modified.flatMap((resource) =>
    resource.differences.map((difference, index) => [
      index === 0 ? resourceCell(resource) : '',
      ...differenceCells(difference),
      sourceCell(difference.source ?? resource.source),
    ]),
  );
  const header = ['Resource', 'Property', 'Git says', 'AWS has', 'Line'];
  return rows.length === 0 ? '' : blocks(['### Modified', table(header, rows)]);
}

function differenceCells(difference: Difference): readonly string[] {
  const { property, expected, actual } = differenceWords(difference);
  return [code(property), ...[expected, actual].map((side) => (side === undefined ? 'none' : code(side)))];
}

function deletedSection(deleted: readonly DriftOf<'deleted'>[]): string {
  const rows = deleted.map((resource) => [
    resourceCell(resource),
    code(shortType(resource.type)),
    code(resource.physicalId),
    sourceCell(resource.source),
  ]);
  return rows.length === 0 ? '' : blocks(['### Deleted', table(['Resource', 'Type', 'Name in AWS', 'Line'], rows)]);
}

function addedSection(added: readonly DriftOf<'added'>[]): string {
  const rows = added.map((resource) => [
    code(shortType(resource.type)),
    code(resource.physicalId),
    code(shownValue('/Properties', resource.actual)),
  ]);
  if (rows.length === 0) return '';
  return blocks([
    '### Added by hand',
    'Git does not know these. Add them to the registry or remove them in AWS; reverting leaves them alone.',
    table(['Type', 'Name in AWS', 'AWS has'], rows),
  ]);
}

/** `reverted` are the stacks that a revert of the rest would put back as a whole. */
function acceptedSection(left: readonly LeftDifference[], reverted: readonly string[]): string {
  if (left.length === 0) return '';
  const alsoReverted = left.some(({ resource }) => reverted.includes(resource.stack) && resource.logicalId !== '');
  return blocks([
    '### Accepted',
    'This differs, and somebody said that it may stay until the end of a day. It is drift again after that day, and when it changes again.',
    alsoReverted
      ? 'A revert puts back whole stacks, and with them what is accepted in the stack of something that has drifted.'
      : '',
    leftTable(left, 'Accepted by'),
  ]);
}

function ignoredSection(left: readonly LeftDifference[]): string {
  if (left.length === 0) return '';
  return blocks([
    '### Ignored',
    'This differs, and the registry says to ignore it (`ignoreDifferences`), until the end of a day.',
    leftTable(left, 'Owner'),
  ]);
}

function leftTable(left: readonly LeftDifference[], owner: string): string {
  const rows = left.map(({ resource, difference, excuse }) => [
    resource.logicalId === '' ? code(resource.physicalId) : resourceCell(resource),
    ...(difference === undefined ? [wholeWords(resource), '', ''] : differenceCells(difference)),
    code(excuse.owner),
    excuse.until,
    excuse.reason === undefined ? '' : prose(excuse.reason),
  ]);
  return table(['Resource', 'Property', 'Git says', 'AWS has', owner, 'Until', 'Why'], rows);
}

function wholeWords(resource: ResourceDrift): string {
  return resource.status === 'excused' && resource.was === 'added' ? 'made by hand' : 'is gone';
}

function notHealedSection(left: readonly NotHealed[]): string {
  if (left.length === 0) return '';
  const rows = left.map(({ stack, logicalId, because }) => [code(`${stack}/${logicalId}`), prose(because)]);
  return blocks([
    '### Not healed',
    'Self-healing (`sync.selfHeal`) leaves these alone.',
    table(['Resource', 'Why'], rows),
  ]);
}

/** Who did it, where CloudTrail told. */
function actorSection({ resources }: DriftResult, limit: number): string {
  const rows = resources
    .flatMap((resource) => (resource.by === undefined ? [] : [[resource, resource.by] as const]))
    .slice(0, limit)
    .map(([resource, { principal, at, call, from = '' }]) => [
      resource.logicalId === '' ? code(resource.physicalId) : resourceCell(resource),
      code(principal),
      code(call),
      at,
      from === '' ? '' : code(from),
    ]);
  return rows.length === 0 ? '' : blocks(['### Who', table(['Resource', 'Principal', 'Call', 'When', 'From'], rows)]);
}

function uncheckedSection(result: DriftResult): string {
  const reasons = uncheckedReasons(result);
  if (reasons.length === 0) return '';
  const rows = reasons.map(({ because, count, types }) => [
    resources(count),
    types.map((type) => code(shortType(type))).join(' '),
    prose(because),
  ]);
  return blocks([
    '### Not checked',
    'Nobody looked at these, so nothing is known about them.',
    table(['', 'Types', 'Why'], rows),
  ]);
}

function modifiedDetails(resource: DriftOf<'modified'>): string {
  const patch = resource.differences.map(({ path, expected, actual }) => ({
    op: expected === undefined ? 'remove' : actual === undefined ? 'add' : 'replace',
    path,
    ...(actual !== undefined && { old: maskValue(path, actual) }),
    ...(expected !== undefined && { value: maskValue(path, expected) }),
  }));
  return blocks([
    `${resourceCell(resource)} ${code(resource.type)} (${code(resource.physicalId)}) in ${code(resource.stack)}`,
    fence('json', detailJson(patch)),
  ]);
}

function annotationsOfResource(resource: ResourceDrift): readonly CheckAnnotation[] {
  const name = resource.source?.document ?? resource.logicalId;
  if (resource.status === 'modified') {
    return resource.differences.flatMap((difference) => {
      const at = difference.source ?? resource.source;
      const { property, expected = 'nothing', actual = 'nothing' } = differenceWords(difference);
      if (at === undefined) return [];
      return [
        annotation(
          at,
          'failure',
          `${name} was modified`,
          `${property}: Git says ${expected}, AWS has ${actual}.${changedBy(resource)}`,
        ),
      ];
    });
  }
  if (resource.status !== 'deleted' || resource.source === undefined) return [];
  const message = `${resource.physicalId} (${resource.type}) is gone from AWS.${changedBy(resource)}`;
  return [annotation(resource.source, 'failure', `${name} was deleted`, message)];
}

function changedBy(resource: ResourceDrift): string {
  const words = actorWords(resource);
  return words === undefined ? '' : ` By ${words}.`;
}

function resourceCell(resource: ResourceDrift): string {
  const document = resource.source?.document;
  return document === undefined ? code(resource.logicalId) : `${code(document)} ${code(resource.logicalId)}`;
}

function sourceCell(source: Difference['source']): string {
  return source === undefined ? '' : code(placeOf(source));
}
