/** How much of a commit is read (R2). */
export interface SourceLimits {
  readonly files: number;
  readonly fileBytes: number;
  readonly totalBytes: number;
  /** Blobs fetched at once. GitHub allows 100 concurrent requests an app; several runs may share them. */
  readonly concurrency: number;
}

/** A registry of 10,000 functions in files of their own fits well; GitHub lists at most 100,000 entries of a tree. */
export const DEFAULT_SOURCE_LIMITS: SourceLimits = {
  files: 30_000,
  fileBytes: 256 * 1024,
  totalBytes: 64 * 1024 * 1024,
  concurrency: 16,
};
