import type { FindingCode } from '../diagnostics/codes.ts';
import type { Finding, Severity } from '../diagnostics/finding.ts';
import type { Path } from './path.ts';

/**
 * Something wrong at a path of a document, before its line is known.
 * `at: 'key'` points at the field's name; otherwise at a scalar value, or at the name of the field that holds a map or list.
 */
export interface Problem {
  readonly code: FindingCode;
  readonly path: Path;
  readonly message: string;
  readonly hint?: string;
  readonly severity?: Severity;
  readonly at?: 'key';
  /** Other places that the problem comes from: the finding names their lines. */
  readonly related?: readonly Path[];
  /** The field that an unknown one was most likely meant to be: that it is missing is then no finding of its own. */
  readonly meant?: Path;
}

/** A finding in a text whose file is not known: the same content may stand in several files. */
export type LocalFinding = Omit<Finding, 'file'>;
