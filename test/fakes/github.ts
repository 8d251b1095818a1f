import { hash } from 'node:crypto';
import type { ChangeProposal, ChangeProposer, Proposed } from '../../controller/adopt/port.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { Clock } from '../../controller/lib/clock.ts';
import type { CommentWriter, Reaction } from '../../controller/report/comments-port.ts';
import type { CheckContent, CheckWriter } from '../../controller/report/port.ts';
import type {
  Ancestry,
  Approval,
  BranchReader,
  PullReader,
  PullRequestState,
  Tree,
  TreeEntry,
  TreeReader,
} from '../../controller/source/port.ts';
import type { DeliveryLog } from '../../controller/trigger/port.ts';
import { createFakeClock } from './clock.ts';
import { createFaults, type Faults } from './faults.ts';
import { createFakeWebhooks, type FakeWebhooks } from './github-webhooks.ts';

/** A file of a commit: its text or bytes, or a link (mode 120000) or an executable with its content. */
export type FakeFile = string | Uint8Array | { readonly mode: string; readonly content: string };

/** All files of a commit, by path. */
export type FakeFiles = Readonly<Record<string, FakeFile>>;

/** One check run with what it says now; `writes` are all contents that it ever had, the newest last. */
export interface FakeCheckRun {
  readonly id: number;
  readonly name: string;
  readonly sha: string;
  readonly externalId: string;
  readonly content: CheckContent;
  readonly writes: readonly CheckContent[];
}

/** What a test does as the people and the machinery on the other side. */
export interface FakeGithubControls {
  /** A commit with exactly these files; parents default to none. The same files twice are two commits, as by time. */
  commit(files: FakeFiles, parents?: readonly string[]): string;
  /** A commit on top of the branch (which is made if need be), with files added, changed, or removed (`null`). Moves the branch. */
  push(branch: string, changes: Readonly<Record<string, FakeFile | null>>): string;
  /** Points the branch anywhere: a force-push, a reset, a revert by the provider. */
  moveBranch(branch: string, sha: string): void;
  /** The next `reads` of the branch still show what it was before its last move (V3). */
  lagBranch(branch: string, reads: number): void;
  /** The server does not list the whole tree of this commit any more (V5). */
  truncateTree(sha: string): void;
  /** Opens a pull request; gives its number. */
  openPull(pull: {
    readonly headSha: string;
    readonly baseRef?: string;
    readonly fork?: boolean;
    readonly author?: string;
  }): number;
  /** Its author pushed again, retargeted it, or somebody closed it. */
  changePull(number: number, change: Partial<Omit<PullRequestState, 'number'>>): void;
  /** How a commit came to the branch; without it, by a push. */
  approve(sha: string, approval: Approval): void;
  /** GitHub knows who wrote this commit. */
  writtenBy(sha: string, login: string): void;
  /** This login may push to the registry. */
  allowWrite(login: string): void;
  /** The run that GitHub shows: the newest of this name on this commit. */
  shownCheck(name: string, sha: string): FakeCheckRun | undefined;
  /** Comments that we wrote, in order. */
  replies(): readonly FakeReply[];
  /** The App may write to the registry from now on, or no more. At first it may. */
  allowProposals(allowed: boolean): void;
  /** What the App proposed on a branch last. */
  proposalOn(branch: string): ChangeProposal | undefined;
  /** Names of all branches. */
  branches(): readonly string[];
  /** The text of a file where a branch is now. */
  fileOn(branch: string, path: string): string | undefined;
  /** Our signs under a comment. */
  reactionsTo(comment: number): readonly Reaction[];
  /** All runs, older ones included, in the order of their making. */
  checkRuns(): readonly FakeCheckRun[];
}

/** GitHub in memory behind the ports of the controller. Faults name them `source`, `pulls`, `checks`, `comments`, `deliveries` and `proposals`. */
export interface FakeGithub extends FakeGithubControls {
  readonly webhooks: FakeWebhooks;
  readonly deliveries: DeliveryLog;
  readonly source: TreeReader & BranchReader;
  readonly pulls: PullReader;
  readonly checks: CheckWriter;
  readonly comments: CommentWriter;
  readonly proposals: ChangeProposer;
  readonly faults: Faults;
}

interface Commit {
  readonly entries: readonly TreeEntry[];
  readonly files: FakeFiles;
  readonly parents: readonly string[];
  truncated: boolean;
}

interface State {
  readonly commits: Map<string, Commit>;
  readonly blobs: Map<string, Uint8Array>;
  readonly branches: Map<string, { head: string; before: string; lag: number }>;
  readonly pulls: Map<number, PullRequestState>;
  readonly writers: Set<string>;
  readonly approvals: Map<string, Approval>;
  readonly authors: Map<string, string>;
  /** When a branch was moved to a commit last. */
  readonly moves: Map<string, number>;
  readonly runs: FakeCheckRun[];
  /** Number and text of our comments, by what they answer. */
  readonly replies: Map<string, FakeReply>;
  readonly reactions: Map<number, Set<Reaction>>;
  /** The last proposal of each branch, with the commit that it made and its pull request. */
  readonly proposals: Map<string, { readonly proposal: ChangeProposal; readonly sha: string; readonly number: number }>;
  mayPropose: boolean;
}

/** A comment that we wrote. */
export interface FakeReply {
  readonly number: number;
  readonly markdown: string;
}

/** An empty repository. Pass `faults` to share the count of calls with other fakes, and `clock` to share the time. */
export function createFakeGithub(faults: Faults = createFaults(), clock: Clock = createFakeClock()): FakeGithub {
  const webhooks = createFakeWebhooks(clock);
  const state: State = {
    commits: new Map(),
    blobs: new Map(),
    branches: new Map(),
    pulls: new Map(),
    writers: new Set(),
    approvals: new Map(),
    authors: new Map(),
    moves: new Map(),
    runs: [],
    replies: new Map(),
    reactions: new Map(),
    proposals: new Map(),
    mayPropose: true,
  };
  const git = gitControls(state, clock);
  const people = peopleControls(state);
  return {
    webhooks,
    deliveries: faults.wrap<DeliveryLog>('deliveries', webhooks.log),
    ...git,
    ...people,
    allowProposals: (allowed) => {
      state.mayPropose = allowed;
    },
    proposalOn: (branch) => state.proposals.get(branch)?.proposal,
    branches: () => [...state.branches.keys()],
    fileOn: (branch, path) => {
      const head = state.branches.get(branch)?.head;
      const file = head === undefined ? undefined : commitOf(state, head).files[path];
      return typeof file === 'string' ? file : undefined;
    },
    shownCheck: (name, sha) => state.runs.findLast((run) => run.name === name && run.sha === sha),
    checkRuns: () => [...state.runs],
    source: faults.wrap<TreeReader & BranchReader>('source', sourceOf(state)),
    pulls: faults.wrap<PullReader>('pulls', {
      readPull: async (number) => state.pulls.get(number),
      openPullsFor: async (branch) => [...state.pulls.values()].filter((pull) => pull.open && pull.baseRef === branch),
      openPullsAt: async (sha) => [...state.pulls.values()].filter((pull) => pull.open && pull.headSha === sha),
      canWrite: async (login) => state.writers.has(login),
      approvalOf: async (sha) => state.approvals.get(sha) ?? { source: 'push' },
      mergedPullOf: async (sha) => {
        const approval = state.approvals.get(sha);
        const found = [...state.pulls.values()].find(({ open, mergeSha }) => !open && mergeSha === sha);
        const merged = approval?.source === 'pull-request' ? approval : found;
        return merged && { number: merged.number, headSha: merged.headSha };
      },
    }),
    replies: () => [...state.replies.values()],
    reactionsTo: (comment) => [...(state.reactions.get(comment) ?? [])],
    comments: faults.wrap<CommentWriter>('comments', {
      react: async (comment, reaction) => {
        state.reactions.set(comment, new Set([...(state.reactions.get(comment) ?? []), reaction]));
      },
      reply: async (number, key, markdown) => {
        if (!state.replies.has(key)) state.replies.set(key, { number, markdown });
      },
    }),
    proposals: faults.wrap<ChangeProposer>('proposals', {
      propose: async (proposal) => propose(state, proposal, git, people),
    }),
    checks: faults.wrap<CheckWriter>('checks', { writeCheck: async (...write) => writeCheck(state, ...write) }),
    faults,
  };
}

/** As GitHub and the adapter together: one pull request for each branch, brought up to date while its branch is as we left it. */
function propose(
  state: State,
  proposal: ChangeProposal,
  git: Pick<FakeGithubControls, 'commit' | 'moveBranch'>,
  people: Pick<FakeGithubControls, 'openPull' | 'changePull' | 'writtenBy'>,
): Proposed {
  const refuse = (code: string) => new HoldfastError(code, { code, source: 'user', retryable: false });
  if (!state.mayPropose) throw refuse('ProposalForbidden');
  const { branch, base: baseRef, baseSha, files } = proposal;
  const last = state.proposals.get(branch);
  const open = last !== undefined && state.pulls.get(last.number)?.open === true ? last : undefined;
  const tip = state.branches.get(branch)?.head;
  const told = (kind: Proposed['kind'], number: number): Proposed => ({
    kind,
    number,
    url: `https://github.test/pull/${number}`,
  });
  if (tip !== undefined && tip !== last?.sha) {
    if (open === undefined) throw refuse('ProposalTaken');
    return told('left', open.number);
  }
  if (open !== undefined && JSON.stringify(open.proposal.files) === JSON.stringify(files))
    return told('unchanged', open.number);
  const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  const sha = git.commit({ ...commitOf(state, baseSha).files, ...texts }, [baseSha]);
  git.moveBranch(branch, sha);
  people.writtenBy(sha, proposal.author);
  const number = open?.number ?? people.openPull({ headSha: sha, baseRef, author: 'holdfast[bot]' });
  people.changePull(number, { headSha: sha });
  state.proposals.set(branch, { proposal, sha, number });
  return told(open === undefined ? 'opened' : 'updated', number);
}

function gitControls(
  state: State,
  clock: Clock,
): Pick<FakeGithubControls, 'commit' | 'push' | 'moveBranch' | 'lagBranch' | 'truncateTree'> {
  const commit = (files: FakeFiles, parents: readonly string[] = []): string => {
    const entries = Object.entries(files)
      .map(([path, file]) => entryOf(state, path, file))
      .sort((a, b) => (a.path < b.path ? -1 : 1));
    const sha = hash('sha1', JSON.stringify([entries, parents, state.commits.size]), 'hex');
    state.commits.set(sha, { entries, files, parents, truncated: false });
    return sha;
  };
  const moveBranch = (branch: string, sha: string): void => {
    commitOf(state, sha);
    const before = state.branches.get(branch)?.head ?? sha;
    state.branches.set(branch, { head: sha, before, lag: 0 });
    state.moves.set(sha, clock.now());
  };
  return {
    commit,
    moveBranch,
    push: (branch, changes) => {
      const head = state.branches.get(branch)?.head;
      const files = Object.entries({ ...(head && commitOf(state, head).files), ...changes });
      const kept = files.filter((entry): entry is [string, FakeFile] => entry[1] !== null);
      const sha = commit(Object.fromEntries(kept), head === undefined ? [] : [head]);
      moveBranch(branch, sha);
      return sha;
    },
    lagBranch: (branch, reads) => {
      const found = state.branches.get(branch);
      if (found !== undefined) found.lag = reads;
    },
    truncateTree: (sha) => {
      commitOf(state, sha).truncated = true;
    },
  };
}

function peopleControls(
  state: State,
): Pick<FakeGithubControls, 'openPull' | 'changePull' | 'approve' | 'allowWrite' | 'writtenBy'> {
  return {
    openPull: ({ headSha, baseRef = 'main', fork = false, author = 'author' }) => {
      const number = state.pulls.size + 1;
      state.pulls.set(number, { number, headSha, baseRef, open: true, fork, author, labels: [] });
      return number;
    },
    changePull: (number, change) => {
      const pull = state.pulls.get(number);
      if (pull !== undefined) state.pulls.set(number, { ...pull, ...change });
    },
    approve: (sha, approval) => {
      state.approvals.set(sha, approval);
    },
    writtenBy: (sha, login) => {
      state.authors.set(sha, login);
    },
    allowWrite: (login) => {
      state.writers.add(login);
    },
  };
}

function sourceOf(state: State): TreeReader & BranchReader {
  return {
    readTree: async (sha): Promise<Tree> => {
      const { entries, truncated } = commitOf(state, sha);
      return { entries: truncated ? entries.slice(0, Math.floor(entries.length / 2)) : entries, truncated };
    },
    readBlob: async (sha) => {
      const bytes = state.blobs.get(sha);
      if (bytes === undefined) throw missing('BlobNotFound', `file content ${sha}`);
      return bytes.slice();
    },
    headOf: async (name) => {
      const branch = state.branches.get(name);
      if (branch === undefined) throw missing('BranchNotFound', `branch ${name}`);
      if (branch.lag === 0) return branch.head;
      branch.lag -= 1;
      return branch.before;
    },
    compare: async (base, head) => compare(state, base, head),
    mergeBase: async (a, b) => mergeBase(state, a, b),
    authorsBetween: async (base, head) => authorsBetween(state, base, head),
    pushedAt: async (sha) => state.moves.get(sha),
    mergesBetween: async (base, head) => mergesBetween(state, base, head),
  };
}

function compare(state: State, base: string, head: string): Ancestry {
  commitOf(state, base);
  commitOf(state, head);
  if (base === head) return 'identical';
  if (ancestorsOf(state, head).has(base)) return 'ahead';
  return ancestorsOf(state, base).has(head) ? 'behind' : 'diverged';
}

function authorsBetween(state: State, base: string, head: string): readonly string[] {
  const known = ancestorsOf(state, base);
  const own = [...ancestorsOf(state, head)].filter((sha) => !known.has(sha) && commitOf(state, sha).parents.length < 2);
  return [...new Set(own.flatMap((sha) => state.authors.get(sha) ?? []))];
}

function mergesBetween(state: State, base: string, head: string): readonly string[] {
  commitOf(state, base);
  const merges: string[] = [];
  for (let at: string | undefined = head; at !== base; at = commitOf(state, at).parents[0]) {
    if (at === undefined || merges.length === 100) return [];
    merges.push(at);
  }
  return merges;
}

function mergeBase(state: State, a: string, b: string): string | undefined {
  const common = ancestorsOf(state, b);
  // Ancestors are found nearest first along first parents, which is all that the tests' histories need.
  return [...ancestorsOf(state, a)].find((sha) => common.has(sha));
}

function ancestorsOf(state: State, sha: string): ReadonlySet<string> {
  const found = new Set<string>();
  const next = [sha];
  for (let one = next.pop(); one !== undefined; one = next.pop()) {
    if (found.has(one)) continue;
    found.add(one);
    next.push(...commitOf(state, one).parents);
  }
  return found;
}

/** As GitHub and the adapter together: in place, but a new run when a finished one starts again or an annotation is gone. */
function writeCheck(state: State, name: string, sha: string, externalId: string, content: CheckContent): void {
  commitOf(state, sha);
  const at = state.runs.findLastIndex((run) => run.name === name && run.sha === sha);
  const newest = state.runs[at];
  if (newest === undefined || isStale(newest.content, content)) {
    state.runs.push({ id: state.runs.length + 1, name, sha, externalId, content, writes: [content] });
  } else {
    state.runs[at] = { ...newest, externalId, content, writes: [...newest.writes, content] };
  }
}

function isStale(old: CheckContent, content: CheckContent): boolean {
  if (old.conclusion !== undefined && content.conclusion === undefined) return true;
  const wanted = new Set(content.annotations.map((annotation) => JSON.stringify(annotation)));
  return old.annotations.some((annotation) => !wanted.has(JSON.stringify(annotation)));
}

function entryOf(state: State, path: string, file: FakeFile): TreeEntry {
  const { mode, content } =
    typeof file === 'string' || file instanceof Uint8Array ? { mode: '100644', content: file } : file;
  const bytes = new Uint8Array(Buffer.from(content));
  const sha = hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.byteLength}\0`), bytes]), 'hex');
  state.blobs.set(sha, bytes);
  return { path, mode, sha, size: bytes.byteLength };
}

function commitOf(state: State, sha: string): Commit {
  const commit = state.commits.get(sha);
  if (commit === undefined) throw missing('CommitNotFound', `commit ${sha}`);
  return commit;
}

function missing(code: string, what: string): HoldfastError {
  return new HoldfastError(`There is no ${what} in the registry.`, { code, source: 'github', retryable: false });
}
