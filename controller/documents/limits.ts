/** How much of one file is read (R2). All are checked before the tree of nodes is built. */
export interface DocumentLimits {
  /** Levels of maps and lists inside each other. The parser itself would overflow the stack near 800. */
  readonly depth: number;
  /** Fields and list entries in one file. */
  readonly entries: number;
  /** Parts that the parser sees in one file: a text of nothing but brackets has few fields and many of these. */
  readonly tokens: number;
  /** Documents in one file. */
  readonly documents: number;
  /** Findings reported for one file; the rest are counted. */
  readonly findings: number;
  /** Findings reported for a registry. Files after the one that goes beyond it are not read. */
  readonly registryFindings: number;
}

/** Far above any real registry file, and read in well under a second. */
export const DEFAULT_DOCUMENT_LIMITS: DocumentLimits = {
  depth: 64,
  entries: 10_000,
  tokens: 100_000,
  documents: 500,
  findings: 100,
  registryFindings: 1_000,
};
