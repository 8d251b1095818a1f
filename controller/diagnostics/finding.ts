import type { FindingCode } from './codes.ts';
import type { ConsentNeeded } from './consent.ts';

/** How much a finding weighs: an `error` stops the revision, a `warning` is shown, an `info` explains. */
export type Severity = 'error' | 'warning' | 'info';

/** A place in a registry file. `line` and `column` count from 1, as editors do. */
export interface Location {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Something the author of the registry must know or fix.
 * `path` is the place inside the document in dotted form (`spec.s3.key`, `spec.layerArns[0]`), empty for the whole file.
 */
export interface Finding extends Location {
  readonly code: FindingCode;
  readonly severity: Severity;
  readonly message: string;
  readonly path: string;
  readonly hint?: string;
  /** What a person may agree to so that the finding no longer stops the revision; absent where nobody may. */
  readonly consent?: ConsentNeeded;
}

/** True when any finding is an error: such a revision is neither planned as success nor applied. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
}

/**
 * At most `limit` findings, errors before the rest, and one more that says so: a registry with thousands of mistakes is wrong in some few
 * ways, thousands of times. That one is an error only if it stands for errors.
 */
export function cutFindings(findings: readonly Finding[], limit: number): readonly Finding[] {
  if (findings.length <= limit) return findings;
  const [errors, others] = [findings.filter(isError), findings.filter((finding) => !isError(finding))];
  const shown = [...errors, ...others].slice(0, limit);
  const severity = errors.length > limit ? 'error' : 'warning';
  const message = `The registry has ${findings.length - limit} more findings, which are not shown.`;
  const file =
    shown
      .map((finding) => finding.file)
      .toSorted()
      .at(-1) ?? '';
  return [...shown, { code: 'TooManyFindings', severity, message, file, line: 1, column: 1, path: '' }];
}

function isError({ severity }: Pick<Finding, 'severity'>): boolean {
  return severity === 'error';
}

/** Findings in reading order: file, line, column, then code. Returns a new array. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.code, b.code),
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
