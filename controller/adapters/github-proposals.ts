import type { ChangeProposal, ChangeProposer, Proposed } from '../adopt/port.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { digestOf } from '../lib/digest.ts';
import type { Github } from './github-client.ts';

/** Every branch that is written begins so: no other one is ever touched. */
const OWN_BRANCH = /^holdfast\/[a-z0-9-]{1,100}$/;
/** The line of a commit's message that tells our commits from those of people, with the digest of what it says. */
const TRAILER = 'Holdfast-Proposal:';

/**
 * Pull requests with changes of the registry. Needs `contents: write` and `pull_requests: write`, so it gets a client of its own (S7). It writes to
 * branches below `holdfast/` only, and moves one only while its last commit is its own.
 */
export function createChangeProposer(github: Github): ChangeProposer {
  return {
    propose: async (proposal) => {
      if (!OWN_BRANCH.test(proposal.branch))
        throw proposalError('ProposalInvalid', `${proposal.branch} is no branch of ours.`);
      try {
        return await propose(github, proposal);
      } catch (error) {
        if (!isForbidden(error)) throw error;
        const message =
          'The GitHub App may not write to the registry, so it cannot open a pull request. ' +
          'Give it the permission Contents: read and write, and accept that for the installation.';
        throw proposalError('ProposalForbidden', message, error);
      }
    },
  };
}

async function propose(github: Github, proposal: ChangeProposal): Promise<Proposed> {
  const message = messageOf(proposal);
  const [tip, open] = [await tipOf(github, proposal.branch), await openPull(github, proposal)];
  if (tip !== undefined && open !== undefined && tip.message === message) return { ...open, kind: 'unchanged' };
  if (tip !== undefined && !tip.message.includes(TRAILER)) {
    if (open !== undefined) return { ...open, kind: 'left' };
    const what = `The branch ${proposal.branch} holds commits of others and has no open pull request: open one, or delete it.`;
    throw proposalError('ProposalTaken', what);
  }
  const sha = await commit(github, proposal, message);
  await pointAt(github, proposal.branch, sha, tip !== undefined);
  if (open === undefined) return create(github, proposal);
  await github.call(`update pull request ${open.number}`, ({ rest }) =>
    rest.pulls.update({ ...github.repo, pull_number: open.number, title: proposal.title, body: proposal.body }),
  );
  return { ...open, kind: 'updated' };
}

/** The same texts have the same message, whatever they were made from. */
function messageOf({ title, files }: ChangeProposal): string {
  const said = files.map(({ path, text }) => [path, text]);
  return `${title}\n\n${TRAILER} ${digestOf(JSON.stringify(said))}`;
}

/** The last commit of a branch; `undefined` where there is no such branch. */
async function tipOf(github: Github, branch: string): Promise<{ readonly message: string } | undefined> {
  try {
    const { data: found } = await github.call(`read the branch ${branch}`, ({ rest }) =>
      rest.git.getRef({ ...github.repo, ref: `heads/${branch}` }),
    );
    return { message: (await readCommit(github, found.object.sha)).message };
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'NotFound') return undefined;
    throw error;
  }
}

async function readCommit(github: Github, sha: string) {
  const { data } = await github.call(`read the commit ${sha}`, ({ rest }) =>
    rest.git.getCommit({ ...github.repo, commit_sha: sha }),
  );
  return data;
}

async function openPull(github: Github, { branch, base }: ChangeProposal): Promise<Omit<Proposed, 'kind'> | undefined> {
  const head = `${github.repo.owner}:${branch}`;
  const { data } = await github.call(`find the pull request of ${branch}`, ({ rest }) =>
    rest.pulls.list({ ...github.repo, state: 'open', head, base, per_page: 100 }),
  );
  // GitHub ignores a head that it does not understand, and then lists all.
  const found = data.find((pull) => pull.head.ref === branch);
  return found && { number: found.number, url: found.html_url };
}

async function commit(github: Github, { baseSha, files, author }: ChangeProposal, message: string): Promise<string> {
  const person = await identityOf(github, author);
  const { tree: base } = await readCommit(github, baseSha);
  const entries = files.map(({ path, text }) => ({
    path,
    mode: '100644' as const,
    type: 'blob' as const,
    content: text,
  }));
  const { data: tree } = await github.call('write the files of a proposal', ({ rest }) =>
    rest.git.createTree({ ...github.repo, base_tree: base.sha, tree: entries }),
  );
  const { data } = await github.call('write the commit of a proposal', ({ rest }) =>
    rest.git.createCommit({ ...github.repo, message, tree: tree.sha, parents: [baseSha], author: person }),
  );
  return data.sha;
}

/**
 * The address by which GitHub knows whose a commit is
 * (https://docs.github.com/en/account-and-profile/reference/email-addresses-reference#your-noreply-email-address).
 */
async function identityOf(github: Github, login: string): Promise<{ readonly name: string; readonly email: string }> {
  const { data } = await github.call(`read the account of ${login}`, ({ rest }) =>
    rest.users.getByUsername({ username: login }),
  );
  return { name: data.login, email: `${data.id}+${data.login}@users.noreply.github.com` };
}

/** Makes the branch, or moves it: what it pointed at was our own commit, or belongs to a pull request that is closed. */
async function pointAt(github: Github, branch: string, sha: string, exists: boolean): Promise<void> {
  if (!exists) {
    try {
      await github.call(`make the branch ${branch}`, ({ rest }) =>
        rest.git.createRef({ ...github.repo, ref: `refs/heads/${branch}`, sha }),
      );
      return;
    } catch (error) {
      // It is there by now: a reply was lost, or another of us was faster.
      if (!(error instanceof HoldfastError) || error.code !== 'Invalid') throw error;
    }
  }
  await github.call(`move the branch ${branch}`, ({ rest }) =>
    rest.git.updateRef({ ...github.repo, ref: `heads/${branch}`, sha, force: true }),
  );
}

async function create(github: Github, proposal: ChangeProposal): Promise<Proposed> {
  const { branch: head, base, title, body } = proposal;
  try {
    const { data } = await github.call(`open a pull request for ${head}`, ({ rest }) =>
      rest.pulls.create({ ...github.repo, head, base, title, body, request: { retries: 0 } }),
    );
    return { kind: 'opened', number: data.number, url: data.html_url };
  } catch (error) {
    const there = await openPull(github, proposal);
    if (there === undefined) throw error;
    return { ...there, kind: 'opened' };
  }
}

/** 403, and 422 by which GitHub refuses a token with more than the installation was given. */
function isForbidden(error: unknown): boolean {
  if (!(error instanceof HoldfastError)) return false;
  return error.code === 'Forbidden' || (error.code === 'Invalid' && error.message.startsWith('Could not get a token'));
}

function proposalError(code: string, message: string, cause?: unknown): HoldfastError {
  return new HoldfastError(message, { code, source: 'user', retryable: false, cause });
}
