import type { Adopted, EditedFile, NotAdopted } from '../adopt/adoption.ts';
import type { Proposed } from '../adopt/port.ts';
import { lineDiff } from '../lib/line-diff.ts';
import { shortType } from './change-lines.ts';
import { plural } from './counts.ts';
import { cutMarkdown } from './cut.ts';
import { differenceWords } from './drift-words.ts';
import { blocks, code, fence, prose, table } from './markdown.ts';
import { propertyName } from './values.ts';

/** What came of a person's wish to take live values into the registry. */
export interface AdoptionReport {
  readonly by: string;
  readonly adopted: readonly Adopted[];
  readonly notAdopted: readonly NotAdopted[];
  /** Names that nothing that drifted has. */
  readonly unknown: readonly string[];
  readonly files: readonly EditedFile[];
  readonly pull?: Proposed;
  /** Why there is no pull request although something could be adopted, or why nobody looked. */
  readonly problem?: string;
}

/** Rows of a table in a comment or a pull request. */
const MAX_ROWS = 100;

const STATES: Readonly<Record<Proposed['kind'], string>> = {
  opened: 'writes',
  updated: 'was brought up to date and writes',
  unchanged: 'already writes',
  left: 'was changed by people and stays as they left it; it was to write',
};

/** The answer to the person, and the section of the check. */
export function adoptionMarkdown(report: AdoptionReport): string {
  const { adopted, notAdopted, unknown, pull, problem } = report;
  const nothing = adopted.length === 0 && problem === undefined;
  return cutMarkdown(
    blocks([
      pull === undefined
        ? ''
        : `#${pull.number} ${STATES[pull.kind]} ${plural(adopted.length, 'live value')} into the registry.`,
      problem === undefined ? '' : prose(problem),
      nothing ? 'There is nothing that could be written into the registry.' : '',
      unknown.length === 0 ? '' : `Nothing that drifted is called ${unknown.map(code).join(', ')}.`,
      pull === undefined && adopted.length > 0
        ? `The same by hand:\n\n${fence('diff', adoptionDiff(report.files))}`
        : '',
      notAdoptedSection(notAdopted),
    ]),
    'The rest is too long for GitHub.',
  );
}

/** Title of the pull request. */
export function proposalTitle(adopted: readonly Adopted[]): string {
  const documents = [...new Set(adopted.map(({ document }) => document))];
  const [only] = documents;
  return `Adopt drift of ${documents.length === 1 && only !== undefined ? only : plural(documents.length, 'document')}`;
}

/** Text of the pull request: what it writes, who made the change in AWS, who asked for it, and what it leaves out. */
export function proposalBody({ by, adopted, notAdopted }: AdoptionReport, appliedSha: string): string {
  const rows = adopted.slice(0, MAX_ROWS).map((one) => {
    const { property, expected, actual } = differenceWords(one);
    const [said, has] = [expected, actual].map((side) => (side === undefined ? 'none' : code(side)));
    return [code(one.document), code(one.field), code(property), said ?? '', has ?? ''];
  });
  return cutMarkdown(
    blocks([
      'These values were changed in AWS. This writes them into the registry, so that Git says what is there.',
      table(['Document', 'Field', 'Property', 'Git says', 'AWS has'], rows),
      'Compiled, the registry then says exactly these values, and nothing else in any template is different but what follows from the same fields. ' +
        'Merging ends the drift. To have Git’s values back instead, close this and revert the drift.',
      actorTable(adopted),
      notAdoptedSection(notAdopted),
      `Asked for by ${code(by)}. Compared with the applied commit ${code(appliedSha)}.`,
    ]),
    'The rest is too long for GitHub.',
  );
}

/** The edits of all files, as `git diff` shows them. */
export function adoptionDiff(files: readonly EditedFile[]): string {
  return files
    .map(({ path, before, after }) => `--- a/${path}\n+++ b/${path}\n${lineDiff(before, after)}`)
    .join('\n')
    .trimEnd();
}

/** What cannot be adopted, a line each, for a terminal. */
export function notAdoptedWords({ stack, logicalId, document, path, because }: NotAdopted): string {
  const name = document ?? (logicalId === '' ? stack : logicalId);
  return `${name}${path === undefined ? '' : ` ${propertyName(path)}`}: ${because}`;
}

function notAdoptedSection(notAdopted: readonly NotAdopted[]): string {
  const rows = notAdopted.slice(0, MAX_ROWS).map(({ logicalId, physicalId, type, document, path, because }) => {
    const resource = document === undefined ? code(logicalId === '' ? physicalId : logicalId) : code(document);
    return [`${resource} ${code(shortType(type))}`, path === undefined ? '' : code(propertyName(path)), prose(because)];
  });
  return rows.length === 0 ? '' : blocks(['### Not adopted', table(['Resource', 'Property', 'Why'], rows)]);
}

function actorTable(adopted: readonly Adopted[]): string {
  const actors = new Map(adopted.flatMap(({ by }) => (by === undefined ? [] : [[JSON.stringify(by), by] as const])));
  const rows = [...actors.values()].map(({ principal, call, at }) => [code(principal), code(call), at]);
  return rows.length === 0 ? '' : blocks(['### Who', table(['Principal', 'Call', 'When'], rows)]);
}
