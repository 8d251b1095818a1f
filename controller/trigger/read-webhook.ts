import { isConsentKind } from '../diagnostics/consent.ts';
import { eventName, type HeededEvent, isHeeded } from './heeded-events.ts';
import { idAt, SHA, textAt, valueAt } from './payload-fields.ts';
import { readCommand } from './read-command.ts';
import type { Trigger, TriggerResult } from './trigger.ts';

/** Whom we listen to: one App, one repository, one branch (W8). Ids win over names, which can be changed (W7). */
export interface Audience {
  readonly appId: number;
  readonly installationId?: number;
  /** `owner/name`. Compared only while no `repositoryId` is configured. */
  readonly repository: string;
  readonly repositoryId?: number;
  readonly branch: string;
}

/** A webhook whose signature was checked. */
export interface Webhook {
  /** `X-GitHub-Event`. */
  readonly event: string;
  /** `X-GitHub-Delivery`. */
  readonly delivery: string;
  readonly payload: object;
}

/** An action of an event that we act on. Gives a trigger, or the reason to do nothing. */
type Reader = (webhook: Webhook, audience: Audience) => Trigger | string;

const READERS: Readonly<Record<HeededEvent, Reader>> = {
  'pull_request.opened': readPullRequest,
  'pull_request.synchronize': readPullRequest,
  'pull_request.reopened': readPullRequest,
  'pull_request.closed': readPullRequest,
  'pull_request.edited': readRetargetedPullRequest,
  'merge_group.checks_requested': readMergeGroup,
  push: readPush,
  'check_run.rerequested': readCheckRunRerun,
  'check_run.requested_action': readCheckAction,
  'check_suite.rerequested': readCheckSuiteRerun,
  'issue_comment.created': readComment,
  'pull_request.labeled': readLabel,
};

/** Names of our own checks. */
const OUR_CHECK = /^holdfast\/[a-z-]{1,32}$/;
/** GitHub's limit for the identifier of a button (https://docs.github.com/en/rest/checks/runs). */
const ACTION = /^[A-Za-z0-9_.:-]{1,20}$/;
const LOGIN = /^[A-Za-z0-9_-]{1,64}(?:\[bot\])?$/;
const REF = /^refs\/heads\/.{1,255}$/;
const NO_COMMIT = /^0+$/;
/** Our labels: `holdfast/confirm-` and what is agreed to. */
const OUR_LABEL = /^holdfast\/confirm-[a-z-]{1,20}$/;
/** GitHub's times: UTC, mostly to the second. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?Z$/;

/**
 * Reads what a webhook asks for. Total: any payload gives a trigger or a reason (W6). The payload is a hint only (W13), so a
 * field is believed no further than to choose what to look at; texts that travel on have a closed form and length (W7).
 */
export function readWebhook(webhook: Webhook, audience: Audience): TriggerResult {
  const action = textAt(webhook.payload, /^[a-z_]{1,64}$/, 'action');
  const name = eventName(webhook.event, action);
  if (!isHeeded(name)) return ignored('nothing is done on this event');
  const stranger = whyNotForUs(webhook.payload, audience);
  if (stranger !== undefined) return ignored(stranger);
  const read = READERS[name](webhook, audience);
  return typeof read === 'string' ? ignored(read) : { kind: 'trigger', trigger: read };
}

function ignored(because: string): TriggerResult {
  return { kind: 'ignored', because };
}

function whyNotForUs(payload: object, audience: Audience): string | undefined {
  const { installationId, repository, repositoryId } = audience;
  if (installationId !== undefined && idAt(payload, 'installation', 'id') !== installationId) {
    return 'it is of another installation';
  }
  const isOurs =
    repositoryId === undefined
      ? textAt(payload, /^.{1,300}$/, 'repository', 'full_name')?.toLowerCase() === repository.toLowerCase()
      : idAt(payload, 'repository', 'id') === repositoryId;
  return isOurs ? undefined : 'it is of another repository';
}

function readPullRequest({ delivery, payload }: Webhook, { branch }: Audience): Trigger | string {
  const number = idAt(payload, 'pull_request', 'number') ?? idAt(payload, 'number');
  const headSha = textAt(payload, SHA, 'pull_request', 'head', 'sha');
  if (number === undefined || headSha === undefined) return 'it names no pull request number and head';
  if (valueAt(payload, 'pull_request', 'base', 'ref') !== branch) return 'the pull request is not for our branch';
  return { type: 'pull-request', delivery, number, headSha, fork: isFork(payload) };
}

/** https://docs.github.com/en/webhooks/webhook-events-and-payloads#merge_group */
function readMergeGroup({ delivery, payload }: Webhook, { branch }: Audience): Trigger | string {
  const headSha = textAt(payload, SHA, 'merge_group', 'head_sha');
  if (headSha === undefined) return 'it names no commit';
  if (textAt(payload, REF, 'merge_group', 'base_ref') !== `refs/heads/${branch}`)
    return 'the group is not for our branch';
  return { type: 'merge-group', delivery, headSha };
}

/** An edit matters only when it moved the pull request to another base branch. */
function readRetargetedPullRequest(webhook: Webhook, audience: Audience): Trigger | string {
  if (valueAt(webhook.payload, 'changes', 'base') === undefined) return 'the base branch did not change';
  return readPullRequest(webhook, audience);
}

/** A head whose repository is unknown (GitHub sends null once a fork was deleted) counts as a fork (P3). */
function isFork(payload: object): boolean {
  const head = idAt(payload, 'pull_request', 'head', 'repo', 'id');
  return head === undefined || head !== idAt(payload, 'repository', 'id');
}

function readPush({ delivery, payload }: Webhook, { branch }: Audience): Trigger | string {
  const before = textAt(payload, SHA, 'before');
  const after = textAt(payload, SHA, 'after');
  if (before === undefined || after === undefined) return 'it names no commits';
  if (textAt(payload, REF, 'ref') !== `refs/heads/${branch}`) return 'it is a push to another ref';
  if (NO_COMMIT.test(after)) return 'the branch was deleted';
  return { type: 'push', delivery, branch, before, after };
}

/** A check run that names no App is let through by its name: a re-run only looks again at what the branch or the commit says. */
function readCheckRunRerun({ delivery, payload }: Webhook, { appId }: Audience): Trigger | string {
  const check = textAt(payload, OUR_CHECK, 'check_run', 'name');
  const headSha = textAt(payload, SHA, 'check_run', 'head_sha');
  if (check === undefined || headSha === undefined) return 'it is not one of our checks';
  if ((valueAt(payload, 'check_run', 'app') ?? undefined) !== undefined && !isOurApp(payload, 'check_run', appId)) {
    return 'the check is of another App';
  }
  const sender = personIn(payload);
  return { type: 'check-rerun', delivery, check, headSha, ...(sender !== undefined && { sender }) };
}

function readCheckSuiteRerun({ delivery, payload }: Webhook, { appId }: Audience): Trigger | string {
  const headSha = textAt(payload, SHA, 'check_suite', 'head_sha');
  if (!isOurApp(payload, 'check_suite', appId)) return 'the check suite is of another App';
  if (headSha === undefined) return 'it names no commit';
  return { type: 'check-rerun', delivery, check: '*', headSha };
}

function readCheckAction({ delivery, payload }: Webhook, { appId }: Audience): Trigger | string {
  if (!isOurApp(payload, 'check_run', appId)) return 'the check is of another App';
  const check = textAt(payload, OUR_CHECK, 'check_run', 'name');
  const headSha = textAt(payload, SHA, 'check_run', 'head_sha');
  const action = textAt(payload, ACTION, 'requested_action', 'identifier');
  const sender = textAt(payload, LOGIN, 'sender', 'login');
  if (check === undefined || headSha === undefined || action === undefined || sender === undefined) {
    return 'it is not one of our buttons';
  }
  return { type: 'check-action', delivery, check, action, headSha, sender };
}

/**
 * A new comment of a person on a pull request whose first line is a command. What is edited or deleted later changes nothing, and what an
 * App writes is no person's word (https://docs.github.com/en/webhooks/webhook-events-and-payloads#issue_comment).
 */
function readComment({ delivery, payload }: Webhook): Trigger | string {
  const command = readCommand(valueAt(payload, 'comment', 'body'));
  if (command === undefined) return 'it is no command';
  if (typeof (valueAt(payload, 'issue', 'pull_request') ?? undefined) !== 'object')
    return 'it is not on a pull request';
  const number = idAt(payload, 'issue', 'number');
  const comment = idAt(payload, 'comment', 'id');
  const at = timeAt(payload, 'comment', 'created_at');
  const sender = personIn(payload);
  const isOthers = textAt(payload, LOGIN, 'comment', 'user', 'login') !== sender;
  const isOfApp = (valueAt(payload, 'comment', 'performed_via_github_app') ?? undefined) !== undefined;
  if (sender === undefined || isOthers || isOfApp) return 'it is not the word of a person';
  if (number === undefined || comment === undefined || at === undefined) return 'it names no pull request and comment';
  return { type: 'command', delivery, number, comment, sender, ...command, at };
}

/** One of our labels was put on a pull request for our branch. */
function readLabel({ delivery, payload }: Webhook, { branch }: Audience): Trigger | string {
  const what = textAt(payload, OUR_LABEL, 'label', 'name')?.slice('holdfast/confirm-'.length) ?? '';
  if (!isConsentKind(what)) return 'it is not one of our labels';
  const number = idAt(payload, 'pull_request', 'number') ?? idAt(payload, 'number');
  const at = timeAt(payload, 'pull_request', 'updated_at');
  if (number === undefined || at === undefined) return 'it names no pull request number and time';
  if (valueAt(payload, 'pull_request', 'base', 'ref') !== branch) return 'the pull request is not for our branch';
  const sender = personIn(payload);
  return sender === undefined
    ? 'it is not the word of a person'
    : { type: 'label', delivery, number, what, sender, at };
}

function personIn(payload: object): string | undefined {
  if (valueAt(payload, 'sender', 'type') !== 'User') return undefined;
  const login = textAt(payload, LOGIN, 'sender', 'login');
  return login?.endsWith('[bot]') ? undefined : login;
}

function timeAt(payload: object, ...path: readonly string[]): number | undefined {
  const time = Date.parse(textAt(payload, TIME, ...path) ?? '');
  return Number.isFinite(time) && time >= 0 ? time : undefined;
}

function isOurApp(payload: object, holder: string, appId: number): boolean {
  return idAt(payload, holder, 'app', 'id') === appId;
}
