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
  /** When a branch of this repository was moved to this commit last, in epoch milliseconds; `undefined` where GitHub does not say. */
  pushedAt(sha: string): Promise<number | undefined>;
  /**
   * Commits that the branch went through from `base` to `head`, along first parents, `head` first and without `base`: merges, and not what they
   * merged. Empty where they are more than GitHub tells at once (100), or do not lead to `base`. Throws `CommitNotFound`.
   */
  mergesBetween(base: string, head: string): Promise<readonly string[]>;
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
  /** In epoch milliseconds. */
  readonly openedAt?: number;
}

/** A review that approves, and the commit that it was given for. */
export interface Review {
  readonly login: string;
  readonly sha: string;
}

/** Through which pull request a commit came to the branch, and who approved it. */
export type Approval =
  | {
      readonly source: 'pull-request';
      readonly number: number;
      readonly author: string;
      /** Head of the pull request when it was merged: a review of another commit did not see all of it. */
      readonly headSha: string;
      readonly mergedBy: string;
      readonly reviews: readonly Review[];
    }
  /** Pushed to the branch without a pull request. */
  | { readonly source: 'push' }
  | { readonly source: 'unknown'; readonly because: string };

/** A pull request that was merged, and its head at that time. */
export interface MergedPull {
  readonly number: number;
  readonly headSha: string;
}

/** What the reconciler asks about people and pull requests. */
export interface PullReader {
  /** How a commit of the branch came there. Only what GitHub says: `unknown` is the caller's word for a failure. */
  approvalOf(sha: string): Promise<Approval>;
  /** The merged pull request of a commit, without asking who approved it; `undefined` where it has none. */
  mergedPullOf(sha: string): Promise<MergedPull | undefined>;
  readPull(number: number): Promise<PullRequestState | undefined>;
  /** Open pull requests whose head is exactly this commit; one commit can be the head of several. */
  openPullsAt(headSha: string): Promise<readonly PullRequestState[]>;
  /** All open pull requests that aim at this branch. */
  openPullsFor(branch: string): Promise<readonly PullRequestState[]>;
  /** True when the login may push to the registry. */
  canWrite(login: string): Promise<boolean>;
}
