import type { Finding, Severity } from '../diagnostics/finding.ts';
import { plural } from './counts.ts';
import { blocks, code, prose, table } from './markdown.ts';
import type { CheckAnnotation } from './port.ts';
import { shorten, visible } from './visible.ts';

const LEVELS: Readonly<Record<Severity, CheckAnnotation['level']>> = {
  error: 'failure',
  warning: 'warning',
  info: 'notice',
};

/** Longest annotation message and title: GitHub takes 64 KB and 255 characters. */
const MESSAGE_CHARACTERS = 4_000;
const TITLE_CHARACTERS = 200;

/** `3 errors in 2 files`, or `1 warning in 1 file` when nothing is an error; empty for no findings of that weight. */
export function countFindings(findings: readonly Finding[], severity: Severity): string {
  const counted = findings.filter((finding) => finding.severity === severity);
  const files = new Set(counted.map((finding) => finding.file));
  return counted.length === 0 ? '' : `${plural(counted.length, severity)} in ${plural(files.size, 'file')}`;
}

/** The first `limit` findings as a Markdown table, in the order given; empty when there are none. */
export function findingsSection(findings: readonly Finding[], limit: number): string {
  if (findings.length === 0) return '';
  const rows = findings.slice(0, limit).map((finding) => [severityCell(finding), whereOf(finding), whatOf(finding)]);
  const left = findings.length - rows.length;
  return blocks([
    '### Findings',
    table(['', 'Where', 'What'], rows),
    left > 0 ? `… and ${plural(left, 'more finding')}.` : '',
  ]);
}

/** One annotation per finding that has a file, at its line. Text there is shown as it is, not as Markdown. */
export function annotationsOf(findings: readonly Finding[]): readonly CheckAnnotation[] {
  return findings
    .filter((finding) => finding.file !== '')
    .map((finding) => annotation(finding, LEVELS[finding.severity], finding.code, messageOf(finding)));
}

/** An annotation with its text made visible and short enough for GitHub. */
export function annotation(
  at: { readonly file: string; readonly line: number },
  level: CheckAnnotation['level'],
  title: string,
  message: string,
): CheckAnnotation {
  const lines = message.split('\n').map(visible).join('\n');
  return {
    path: at.file,
    line: Math.max(1, at.line),
    level,
    title: shorten(visible(title), TITLE_CHARACTERS),
    message: shorten(lines, MESSAGE_CHARACTERS),
  };
}

/** A registry place as editors understand it: `file:line:column`. */
export function placeOf(at: { readonly file: string; readonly line: number; readonly column: number }): string {
  return `${at.file}:${at.line}:${at.column}`;
}

function severityCell({ severity }: Finding): string {
  return severity === 'error' ? '**error**' : severity;
}

function whereOf(finding: Finding): string {
  return finding.file === '' ? 'the whole registry' : code(placeOf(finding));
}

function whatOf(finding: Finding): string {
  const hint = finding.hint === undefined ? '' : ` → ${prose(finding.hint)}`;
  return `**${finding.code}** ${prose(finding.message)}${hint}`;
}

function messageOf(finding: Finding): string {
  return finding.hint === undefined ? finding.message : `${finding.message}\n${finding.hint}`;
}
