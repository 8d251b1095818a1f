import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { LocalGithub } from '../../../bootstrap/local/github.ts';

/** A working copy of the registry on this machine, at the head of `main`. */
export interface Clone {
  readonly folder: string;
  /** Runs git in it and gives what it prints. */
  git(...args: readonly string[]): Promise<string>;
  /** Changes files and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string>>, message: string): Promise<string>;
  /** Pushes the last commit to `main`, where it keeps its id. */
  push(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Clones `main` as `git clone --depth 1` would. The emulated GitHub does not speak git's protocol, so files and commit are read
 * over its API; the ids are git's own and come out the same.
 */
export async function cloneRegistry(github: LocalGithub): Promise<Clone> {
  const folder = await mkdtemp(join(tmpdir(), 'holdfast-clone-'));
  const git = (...args: readonly string[]) => runGit(folder, args);
  await git('init', '--quiet', '--initial-branch=main');
  await git('config', 'user.name', 'Platform Team');
  await git('config', 'user.email', 'platform@example.com');
  await checkOut(github, folder, git);
  return {
    folder,
    git,
    commit: async (files, message) => {
      await writeFiles(folder, files);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
    push: () => pushHead(github, git),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

type Git = Clone['git'];

async function checkOut(github: LocalGithub, folder: string, git: Git): Promise<void> {
  const repository = { owner: github.owner, repo: github.repo };
  const api = github.octokit().git;
  const { data: main } = await api.getRef({ ...repository, ref: 'heads/main' });
  const { data: commit } = await api.getCommit({ ...repository, commit_sha: main.object.sha });
  const { data: tree } = await api.getTree({ ...repository, tree_sha: commit.tree.sha, recursive: 'true' });
  const blobs = tree.tree.filter(({ type }) => type === 'blob');
  const files = await Promise.all(
    blobs.map(async ({ path = '', sha = '' }) => {
      const { data } = await api.getBlob({ ...repository, file_sha: sha });
      return [path, Buffer.from(data.content, data.encoding === 'base64' ? 'base64' : 'utf8').toString()] as const;
    }),
  );
  await writeFiles(folder, Object.fromEntries(files));
  await git('add', '--all');
  const written = await git('write-tree');
  if (written !== commit.tree.sha) throw new Error(`the clone has tree ${written}, main has ${commit.tree.sha}`);
  await writeFile(join(folder, '.git', 'shallow'), `${main.object.sha}\n`);
  await writeFile(join(folder, '.git', 'commit-object'), commitObject(commit));
  await git('hash-object', '-t', 'commit', '-w', join(folder, '.git', 'commit-object'));
  await git('update-ref', 'refs/heads/main', main.object.sha);
}

interface CommitData {
  readonly tree: { readonly sha: string };
  readonly parents: readonly { readonly sha: string }[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

interface Person {
  readonly name: string;
  readonly email: string;
  readonly date: string;
}

/** A commit in git's own form (https://git-scm.com/book/en/v2/Git-Internals-Git-Objects). */
function commitObject({ tree, parents, author, committer, message }: CommitData): string {
  const signed = ({ name, email, date }: Person) => `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`;
  const lines = [
    `tree ${tree.sha}`,
    ...parents.map(({ sha }) => `parent ${sha}`),
    `author ${signed(author)}`,
    `committer ${signed(committer)}`,
  ];
  return `${lines.join('\n')}\n\n${message.endsWith('\n') ? message : `${message}\n`}`;
}

async function pushHead(github: LocalGithub, git: Git): Promise<void> {
  const repository = { owner: github.owner, repo: github.repo };
  const api = github.octokit().git;
  const [sha = '', parent = ''] = (await git('rev-list', '--parents', '--max-count=1', 'HEAD')).split(' ');
  const changed = (await git('diff', '--name-only', 'HEAD^', 'HEAD')).split('\n');
  const entries = await Promise.all(
    changed.map(async (path) => {
      const content = await git('show', `HEAD:${path}`);
      return { path, mode: '100644' as const, type: 'blob' as const, content: `${content}\n` };
    }),
  );
  const { data: base } = await api.getCommit({ ...repository, commit_sha: parent });
  const { data: tree } = await api.createTree({ ...repository, base_tree: base.tree.sha, tree: entries });
  const person = async (who: 'a' | 'c'): Promise<Person> => {
    const [name = '', email = '', date = ''] = (await git('show', '-s', `--format=%${who}n|%${who}e|%${who}I`)).split(
      '|',
    );
    return { name, email, date };
  };
  const { data: commit } = await api.createCommit({
    ...repository,
    message: await git('show', '-s', '--format=%B'),
    tree: tree.sha,
    parents: [parent],
    author: await person('a'),
    committer: await person('c'),
  });
  if (commit.sha !== sha) throw new Error(`the pushed commit is ${commit.sha}, the local one ${sha}`);
  await api.updateRef({ ...repository, ref: 'heads/main', sha });
}

async function writeFiles(folder: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** The time zone is part of a commit's id, and GitHub gives all times in UTC. */
function runGit(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const env = { ...process.env, TZ: 'UTC' };
    execFile('git', [...args], { cwd, env }, (error, stdout) =>
      error === null ? resolve(stdout.trim()) : reject(error),
    );
  });
}
