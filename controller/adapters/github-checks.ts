import { setTimeout as pause } from 'node:timers/promises';
import type { Octokit } from '@octokit/rest';
import { HoldfastError } from '../diagnostics/error.ts';
import type { CheckAnnotation, CheckContent, CheckWriter } from '../report/port.ts';
import type { Github } from './github-client.ts';

/** Annotations that one request may carry (https://docs.github.com/en/rest/checks/runs#update-a-check-run). */
const PAGE = 50;

/** Tries of one write. Each starts by looking at what GitHub has, so that a lost reply is not repeated blindly (C3). */
const TRIES = 3;

/** One check run as it is on GitHub. */
interface ExistingRun {
  readonly id: number;
  readonly status: string;
  readonly annotations: readonly CheckAnnotation[];
}

type Phase =
  | { readonly status: 'in_progress' }
  | { readonly status: 'completed'; readonly conclusion: 'success' | 'failure' };

/** One check run as it shall be: where, who for, and what. */
interface Wanted {
  readonly name: string;
  readonly sha: string;
  readonly externalId: string;
  readonly content: CheckContent;
}

/**
 * Writes GitHub check runs. Needs `checks: write`.
 *
 * The newest run of our App with this name on this commit is rewritten in place. A new run of the same name, which GitHub
 * shows instead of the older one, is made in the two cases where that cannot give what is wanted:
 * - the run is completed and shall be in progress again: GitHub keeps the old conclusion;
 * - it carries annotations that are no longer true: GitHub only ever adds annotations, it never removes one.
 *
 * Annotations that the run already has are not sent again: the ones it has are read and compared (path, line, level, message)
 * with the ones wanted, so that a repeated call adds none and one after a crash between two pages adds the rest.
 */
export function createCheckWriter(github: Github): CheckWriter {
  return {
    writeCheck: (name, sha, externalId, content) =>
      repeated(github.retryDelayMs, () => write(github, { name, sha, externalId, content })),
  };
}

async function write(github: Github, wanted: Wanted): Promise<void> {
  const existing = await findRun(github, wanted);
  const missing = existing && missingAnnotations(wanted.content.annotations, existing.annotations);
  if (existing === undefined || missing === undefined || isFinal(existing, wanted.content)) {
    return create(github, wanted);
  }
  const updated = await update(github, wanted, existing.id, missing);
  // GitHub may leave a completed run's conclusion alone without an error: what it says now decides.
  if (!updated) await create(github, wanted);
}

async function findRun(github: Github, { name, sha }: Wanted): Promise<ExistingRun | undefined> {
  const { data } = await github.call(`list the checks of ${sha}`, ({ rest }) =>
    rest.checks.listForRef({ ...github.repo, ref: sha, check_name: name, app_id: github.appId, per_page: 100 }),
  );
  const ours = data.check_runs.filter((run) => run.app === null || run.app.id === github.appId);
  const [newest] = ours.toSorted((a, b) => b.id - a.id);
  if (newest === undefined) return undefined;
  const annotations = newest.output.annotations_count === 0 ? [] : await readAnnotations(github, newest.id);
  return { id: newest.id, status: newest.status, annotations };
}

async function readAnnotations(github: Github, id: number): Promise<readonly CheckAnnotation[]> {
  const found = await github.call(`read the annotations of check ${id}`, ({ paginate, rest }) =>
    paginate(rest.checks.listAnnotations, { ...github.repo, check_run_id: id, per_page: 100 }),
  );
  return found.map(({ path, start_line, annotation_level, title, message }) => ({
    path,
    line: start_line,
    level: levelOf(annotation_level),
    title: title ?? '',
    message: message ?? '',
  }));
}

async function create(github: Github, wanted: Wanted): Promise<void> {
  const { name, sha, externalId, content } = wanted;
  const { data } = await github.call(`create the check ${name} on ${sha}`, ({ rest }) =>
    rest.checks.create({
      ...github.repo,
      ...body(content, content.annotations.slice(0, PAGE)),
      name,
      head_sha: sha,
      external_id: externalId,
      request: { retries: 0 },
    }),
  );
  const rest = content.annotations.slice(PAGE);
  if (rest.length > 0) await update(github, wanted, data.id, rest);
}

/** Rewrites a run and adds annotations, page by page. False when GitHub did not take the new phase. */
async function update(
  github: Github,
  { name, sha, externalId, content }: Wanted,
  id: number,
  annotations: readonly CheckAnnotation[],
): Promise<boolean> {
  const phase = phaseOf(content);
  const pages = Math.max(1, Math.ceil(annotations.length / PAGE));
  for (let page = 0; page < pages; page += 1) {
    const { data } = await github.call(`update the check ${name} on ${sha}`, ({ rest }) =>
      rest.checks.update({
        ...github.repo,
        ...body(content, annotations.slice(page * PAGE, (page + 1) * PAGE)),
        check_run_id: id,
        external_id: externalId,
        request: { retries: 0 },
      }),
    );
    const conclusion = phase.status === 'completed' ? phase.conclusion : null;
    if (data.status !== phase.status || data.conclusion !== conclusion) return false;
  }
  return true;
}

type CreateParameters = NonNullable<Parameters<Octokit['rest']['checks']['create']>[0]>;

/** Title, summary and text go with every page, because an update replaces the whole output; status and conclusion always go together. */
function body(content: CheckContent, annotations: readonly CheckAnnotation[]) {
  const output = {
    title: content.title,
    summary: content.summary,
    text: content.text,
    ...(annotations.length > 0 && { annotations: annotations.map(toGithub) }),
  } satisfies CreateParameters['output'];
  return { ...phaseOf(content), output, actions: content.actions.map((action) => ({ ...action })) };
}

function toGithub({ path, line, level, title, message }: CheckAnnotation) {
  return { path, start_line: line, end_line: line, annotation_level: level, title, message };
}

function phaseOf({ conclusion }: CheckContent): Phase {
  return conclusion === undefined ? { status: 'in_progress' } : { status: 'completed', conclusion };
}

function isFinal(existing: ExistingRun, content: CheckContent): boolean {
  return existing.status === 'completed' && content.conclusion === undefined;
}

/** The wanted annotations that are not there yet, or `undefined` when one is there that is not wanted any more. */
function missingAnnotations(
  wanted: readonly CheckAnnotation[],
  present: readonly CheckAnnotation[],
): readonly CheckAnnotation[] | undefined {
  const left = [...present].map(keyOf);
  const missing = wanted.filter((annotation) => {
    const at = left.indexOf(keyOf(annotation));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
  return left.length === 0 ? missing : undefined;
}

function keyOf({ path, line, level, message }: CheckAnnotation): string {
  return JSON.stringify([path, line, level, message]);
}

function levelOf(level: string | null): CheckAnnotation['level'] {
  return level === 'failure' || level === 'warning' ? level : 'notice';
}

async function repeated(delayMs: number, work: () => Promise<void>): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await work();
    } catch (error) {
      if (tried === TRIES || !isTransient(error)) throw error;
      await pause(delayMs * tried ** 2);
    }
  }
}

/** A rate limit that is still there after the client's own waiting takes too long to be waited for here. */
function isTransient(error: unknown): boolean {
  return error instanceof HoldfastError && error.retryable && error.retryAfterMs === undefined;
}
