import type { FindingCode } from './codes.ts';

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
}

/** True when any finding is an error: such a revision is neither planned as success nor applied. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'error');
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
