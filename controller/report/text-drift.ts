import type { DriftResult, ResourceDrift } from '../drift/drift.ts';
import { shortType } from './change-lines.ts';
import {
  actorWords,
  type DriftOf,
  differenceWords,
  driftTitle,
  hasDrifted,
  leftOf,
  resources,
  uncheckedReasons,
  withStatus,
} from './drift-words.ts';
import { placeOf } from './findings.ts';
import type { Palette } from './palette.ts';
import { shownValue } from './values.ts';
import { visible } from './visible.ts';

/** A sweep as lines for a terminal: what differs, then what nobody checked, then the counts (F4). */
export function driftLines(result: DriftResult, palette: Palette): readonly string[] {
  const title = driftTitle(result);
  return [
    ...withStatus(result, 'modified').flatMap((resource) => modifiedLines(resource, palette)),
    ...withStatus(result, 'deleted').flatMap((resource) => [
      `${palette.red('deleted')}  ${nameOf(resource)}${at(resource.source)}`,
      ...actorLines(resource, palette),
    ]),
    ...withStatus(result, 'added').flatMap((resource) => [
      addedLine(resource, palette),
      ...actorLines(resource, palette),
    ]),
    ...leftLines(result, palette),
    ...uncheckedLines(result, palette),
    hasDrifted(result) ? palette.red(palette.bold(title)) : palette.bold(title),
  ];
}

function modifiedLines(resource: DriftOf<'modified'>, palette: Palette): readonly string[] {
  return [
    `${palette.yellow('modified')} ${nameOf(resource)}`,
    ...resource.differences.flatMap((difference) => {
      const { property, expected = 'nothing', actual = 'nothing' } = differenceWords(difference);
      return [
        `  ${visible(property)}${at(difference.source ?? resource.source)}`,
        `    ${palette.green(`Git says  ${visible(expected)}`)}`,
        `    ${palette.red(`AWS has   ${visible(actual)}`)}`,
      ];
    }),
    ...actorLines(resource, palette),
    '',
  ];
}

function actorLines(resource: ResourceDrift, palette: Palette): readonly string[] {
  const words = actorWords(resource);
  return words === undefined ? [] : [`  ${palette.dim(`by ${visible(words)}`)}`];
}

function addedLine(resource: DriftOf<'added'>, palette: Palette): string {
  const actual = visible(shownValue('/Properties', resource.actual));
  return `${palette.yellow('added by hand')}  ${visible(shortType(resource.type))} ${visible(resource.physicalId)}  ${actual}`;
}

/** What is accepted or ignored, each with who answers for it and until when. */
function leftLines(result: DriftResult, palette: Palette): readonly string[] {
  return leftOf(result.resources).map(({ resource, difference, excuse }) => {
    const what = difference === undefined ? '' : `  ${differenceWords(difference).property}`;
    const why = excuse.reason === undefined ? '' : `: ${excuse.reason}`;
    const until = palette.dim(visible(`until ${excuse.until}, ${excuse.owner}${why}`));
    return `${palette.bold(excuse.kind)} ${nameOf(resource)}${visible(what)}  ${until}`;
  });
}

function uncheckedLines(result: DriftResult, palette: Palette): readonly string[] {
  const lines = uncheckedReasons(result).map(
    ({ because, count, types }) => `  ${resources(count)} (${types.map(shortType).join(', ')}): ${because}`,
  );
  return lines.length === 0
    ? []
    : [palette.bold('Not checked'), ...lines.map((line) => palette.dim(visible(line))), ''];
}

function nameOf(resource: ResourceDrift): string {
  const name = resource.source?.document ?? resource.logicalId;
  return visible(`${name} ${resource.physicalId} (${shortType(resource.type)})`);
}

function at(source: ResourceDrift['source']): string {
  return source === undefined ? '' : `  ${visible(placeOf(source))}`;
}
