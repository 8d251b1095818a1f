/** One file of the registry at one commit. `text` is decoded UTF-8. */
export interface SourceFile {
  readonly path: string;
  /** Git blob id (SHA-1 of the blob), the cache key of everything read from the file. */
  readonly blobSha: string;
  readonly text: string;
}

/** All registry files of exactly one commit (V5), sorted by path. */
export interface CommitSnapshot {
  /** Full commit id, or `local` for a working folder that the CLI reads. */
  readonly sha: string;
  readonly files: readonly SourceFile[];
}

/** Stands in the place of a commit id for a folder as it is, committed or not: the command line reads one. */
export const WORKING_FOLDER = 'local';
