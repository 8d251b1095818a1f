import { HoldfastError } from './diagnostics/error.ts';
import { DEFAULT_DOCUMENT_LIMITS, type DocumentLimits } from './documents/limits.ts';
import { DEFAULT_SOURCE_LIMITS, type SourceLimits } from './source/limits.ts';

/** How much of a registry is read (R2). A registry cannot say so itself: the limits hold before a word of it is read. */
export interface ReadingLimits {
  readonly source: SourceLimits;
  readonly documents: DocumentLimits;
}

/** What holds where nobody says otherwise. */
export const DEFAULT_READING_LIMITS: ReadingLimits = {
  source: DEFAULT_SOURCE_LIMITS,
  documents: DEFAULT_DOCUMENT_LIMITS,
};

/** A limit that can be set. */
export type LimitName = 'files' | 'fileBytes' | 'totalBytes' | 'depth' | 'entries' | 'documents' | 'findings';

/** The most that each limit can be set to, and why not to more. */
export const MOST: Readonly<Record<LimitName, number>> = {
  /** GitHub lists at most 100,000 entries of a tree: https://docs.github.com/en/rest/git/trees */
  files: 100_000,
  /** What the command line holds in memory of one file. */
  fileBytes: 16 * 1024 * 1024,
  totalBytes: 512 * 1024 * 1024,
  /** The YAML parser calls itself for each level, and overflows the stack near 800. */
  depth: 200,
  entries: 1_000_000,
  documents: 10_000,
  findings: 100_000,
};

/** Words and signs for each field: a text of nothing but brackets has few fields and many of these. */
const TOKENS_PER_ENTRY = 10;

/**
 * Reads limits such as `files=50000,fileBytes=1048576`; what is not named keeps its default. `where` is what the text was given by, for the
 * message. Throws HoldfastError `ConfigInvalid`.
 */
export function readLimits(text: string | undefined, where: string): ReadingLimits {
  const given = (text ?? '').split(',').filter((part) => part.trim() !== '');
  const limits = Object.fromEntries(given.map((part) => readLimit(part.trim(), where)));
  return withLimits(limits);
}

function readLimit(part: string, where: string): readonly [LimitName, number] {
  const [, name = '', digits = ''] = /^([A-Za-z]+)=(\d{1,12})$/.exec(part) ?? [];
  if (!isLimit(name)) {
    throw invalid(
      `${where} has ${JSON.stringify(part)}, but takes ${Object.keys(MOST).join(', ')}, each with =number.`,
    );
  }
  const value = Number(digits);
  if (value >= 1 && value <= MOST[name]) return [name, value];
  throw invalid(`${where} has ${name}=${digits}, but ${name} can be 1 to ${MOST[name]}.`);
}

function isLimit(name: string): name is LimitName {
  return Object.hasOwn(MOST, name);
}

function withLimits(given: { readonly [Name in LimitName]?: number }): ReadingLimits {
  const { source, documents } = DEFAULT_READING_LIMITS;
  const { entries = documents.entries, findings = documents.registryFindings } = given;
  return {
    source: {
      ...source,
      files: given.files ?? source.files,
      fileBytes: given.fileBytes ?? source.fileBytes,
      totalBytes: given.totalBytes ?? source.totalBytes,
    },
    documents: {
      depth: given.depth ?? documents.depth,
      entries,
      tokens: entries * TOKENS_PER_ENTRY,
      documents: given.documents ?? documents.documents,
      findings: Math.min(documents.findings, findings),
      registryFindings: findings,
    },
  };
}

function invalid(message: string): HoldfastError {
  return new HoldfastError(message, { code: 'ConfigInvalid', source: 'user', retryable: false });
}
