/** An entry of a git tree. `mode` is git's own (`100644` file, `120000` symlink, `160000` submodule, `040000` folder). */
export interface TreeEntry {
  readonly path: string;
  readonly mode: string;
  readonly sha: string;
  readonly size?: number;
}

/** A commit's whole tree. `truncated` means that the server did not list everything, which is an error here (V5). */
export interface Tree {
  readonly entries: readonly TreeEntry[];
  readonly truncated: boolean;
}

/** What the source stage needs of a repository: a tree and blobs, addressed by ids only. */
export interface TreeReader {
  /** The recursive tree of a commit. Throws HoldfastError `CommitNotFound` (not retryable) or a retryable one. */
  readTree(sha: string): Promise<Tree>;
  /** The bytes of a blob. */
  readBlob(blobSha: string): Promise<Uint8Array>;
}

/** How two commits relate, from `base`'s point of view to `head`. */
export type Ancestry = 'identical' | 'ahead' | 'behind' | 'diverged';

/** What the reconciler needs to know of branches. */
export interface BranchReader {
  /** Commit id that the branch points at now. */
  headOf(branch: string): Promise<string>;
  /** `ahead` when `head` descends from `base` (V1: ancestry, never commit time). */
  compare(base: string, head: string): Promise<Ancestry>;
  /** The newest commit that both descend from; `undefined` where their histories have none in common. Throws `CommitNotFound`. */
  mergeBase(a: string, b: string): Promise<string | undefined>;
  /**
   * Logins of the authors of all commits that `head` has and `base` has not, as far as GitHub knows them. Merge commits are left out: who
   * merges is not who wrote. Throws `CommitNotFound`.
   */
  authorsBetween(base: string, head: string): Promise<readonly string[]>;
}

/** What a pull request is right now; read again at use, because a payload is a hint only (W13). */
export interface PullRequestState {
  readonly number: number;
  readonly headSha: string;
  readonly baseRef: string;
  readonly open: boolean;
  /** The head lives in another repository (P3). */
  readonly fork: boolean;
  /** GitHub login of whoever opened it. */
  readonly author: string;
  readonly labels: readonly string[];
  /** The commit that it was merged with. */
  readonly mergeSha?: string;
}

/** What the reconciler asks about people and pull requests. */
export interface PullReader {
  readPull(number: number): Promise<PullRequestState | undefined>;
  /** Open pull requests whose head is exactly this commit; one commit can be the head of several. */
  openPullsAt(headSha: string): Promise<readonly PullRequestState[]>;
  /** All open pull requests that aim at this branch. */
  openPullsFor(branch: string): Promise<readonly PullRequestState[]>;
  /** True when the login may push to the registry. */
  canWrite(login: string): Promise<boolean>;
}
