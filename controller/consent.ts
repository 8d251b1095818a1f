import {
  answers,
  CONSENT_KINDS,
  type Consent,
  type ConsentKind,
  type ConsentNeeded,
  type ConsentVia,
  isOneOf,
} from './diagnostics/consent.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { needsOf, withConsents } from './guard/with-consents.ts';
import type { PlannedCommit } from './plan-commit.ts';
import { CONFIRM_LABEL } from './report/consent.ts';
import { reviewPull } from './review.ts';
import type { PullRequestState } from './source/port.ts';
import type { ManualTrigger } from './trigger/trigger.ts';
import type { PlannerWorld } from './world.ts';

/** That a person says yes to something on a pull request. */
export interface Word {
  readonly number: number;
  readonly by: string;
  readonly via: Exclude<ConsentVia, 'command-line'>;
  /** What is agreed to; nothing named means everything that the plan asks. */
  readonly kinds: readonly ConsentKind[];
  /** When it was said, in epoch milliseconds, as far as GitHub tells. */
  readonly at?: number;
  /** The commit whose check had the button. */
  readonly headSha?: string;
}

/** What came of it. A refusal is in words for the person. */
export type Agreed =
  | { readonly kind: 'agreed'; readonly kinds: readonly ConsentKind[] }
  | { readonly kind: 'refused'; readonly because: string };

/** What a plan asks that people have seen. */
interface Asked {
  readonly digest: string;
  readonly since: number;
  readonly needs: readonly ConsentNeeded[];
}

/** GitHub tells the second in which something was said, not more. */
const SECOND = 1000;

/**
 * Takes a person's word for what a plan asks, if it counts (G6): a human with write access who is not the author of the pull request and,
 * where there are owners, one of them; about the plan that is shown, and said after it was. Everything is read again (W13).
 */
export async function agree(word: Word, world: PlannerWorld): Promise<Agreed> {
  const pull = await world.pulls.readPull(word.number);
  const asked = pull && (await askedOn(pull, word, world));
  if (pull === undefined || asked === undefined) return refused(NOTHING_ASKED);
  const stranger = await whyNot(word, pull, asked, world);
  if (stranger !== undefined) return refused(stranger);
  const wanted = word.kinds.length === 0 ? CONSENT_KINDS : word.kinds;
  const needs = asked.needs.filter(({ what }) => wanted.includes(what));
  const given = needs.filter((need) => answers({ ...word, what: need.what }, need));
  if (given.length > 0) return take(given, asked.digest, word, pull, world);
  if (needs.length > 0) return refused(onlyOwners(needs));
  const before = await givenBefore(wanted, asked.digest, word, world);
  if (before.length > 0) return { kind: 'agreed', kinds: before };
  return refused(asked.needs.length === 0 ? NOTHING_ASKED : `This plan does not ask for ${wanted.join(', ')}.`);
}

const NOTHING_ASKED = 'Nothing here waits for consent right now.';

/** What this person agreed to already: a word that is delivered again is not refused because it was heard (C3). */
async function givenBefore(
  wanted: readonly ConsentKind[],
  digest: string,
  { by }: Word,
  { ledger }: PlannerWorld,
): Promise<readonly ConsentKind[]> {
  const consents = await ledger.readConsents(digest);
  return wanted.filter((kind) => consents.some((consent) => consent.what === kind && isOneOf(by, [consent.by])));
}

async function take(
  given: readonly ConsentNeeded[],
  digest: string,
  { by, via, number }: Word,
  pull: PullRequestState,
  world: PlannerWorld,
): Promise<Agreed> {
  const kinds = CONSENT_KINDS.filter((kind) => given.some(({ what }) => what === kind));
  for (const what of kinds) await recordConsent(digest, { what, by, at: world.clock.now(), via, number }, world);
  if (pull.open) await reviewPull(number, world, false);
  else await world.queue.send({ type: 'schedule', task: 'resync' }, 'applier');
  return { kind: 'agreed', kinds };
}

/** Writes down that somebody agreed: the one place where a consent comes into being. */
export async function recordConsent(
  digest: string,
  consent: Consent,
  { ledger }: Pick<PlannerWorld, 'ledger'>,
): Promise<void> {
  await ledger.writeConsent(digest, consent);
}

/**
 * What a person agrees to with `--confirm` of `holdfast reconcile`, for the plan of the branch head, or of `holdfast apply`. Who may ask the
 * controller at all, or write its record, is decided in IAM. Gives the findings with it.
 */
export async function confirmFromCommandLine(
  { confirm = [], requestedBy: by }: Pick<ManualTrigger, 'confirm' | 'requestedBy'>,
  { plan, findings }: PlannedCommit,
  world: Pick<PlannerWorld, 'ledger' | 'clock'>,
): Promise<PlannedCommit['findings']> {
  if (plan === undefined || confirm.length === 0) return findings;
  const asked = new Set(needsOf(findings).map(({ what }) => what));
  const kinds = confirm.filter((kind) => asked.has(kind));
  for (const what of kinds) {
    await recordConsent(plan.digest, { what, by, at: world.clock.now(), via: 'command-line' }, world);
  }
  return kinds.length === 0 ? findings : withConsents(findings, await world.ledger.readConsents(plan.digest));
}

/** What the plan of an open pull request asks, or what the run of a merged one waits for. */
async function askedOn(pull: PullRequestState, word: Word, world: PlannerWorld): Promise<Asked | undefined> {
  if (pull.baseRef !== world.config.branch) return undefined;
  if (!pull.open) return askedByRun(pull, word, world);
  if (word.headSha !== undefined && word.headSha !== pull.headSha) return undefined;
  const review = (await world.ledger.readReviews()).find(({ number }) => number === pull.number);
  return review?.headSha === pull.headSha ? review.asks : undefined;
}

/** Only while the merge is the head of the branch: a newer one has a plan, and an author, of its own. */
async function askedByRun({ mergeSha }: PullRequestState, word: Word, world: PlannerWorld): Promise<Asked | undefined> {
  if (word.headSha !== undefined && word.headSha !== mergeSha) return undefined;
  if (mergeSha === undefined || (await world.source.headOf(world.config.branch)) !== mergeSha) return undefined;
  const run = await world.ledger.readRun(mergeSha);
  if (run?.plan === undefined) return undefined;
  return { digest: run.plan.digest, since: run.startedAt, needs: needsOf(run.findings) };
}

async function whyNot(
  { by, at, via, kinds }: Word,
  pull: PullRequestState,
  { since }: Asked,
  world: PlannerWorld,
): Promise<string | undefined> {
  if (by.endsWith('[bot]')) return 'Only people can agree.';
  if (!(await world.pulls.canWrite(by))) return 'Only people with write access can agree.';
  if (isOneOf(by, [pull.author])) return 'Whoever opened a pull request cannot agree to it; somebody else has to.';
  if (isOneOf(by, await unappliedAuthors(world)))
    return 'You wrote a part of what would be applied with it; somebody else has to agree.';
  if (at !== undefined && at + SECOND <= since) return 'The plan is newer than that. Look at it, and say it again.';
  const labels = new Set(pull.labels);
  const isLabelled = kinds.every((kind) => labels.has(`${CONFIRM_LABEL}${kind}`));
  return via === 'label' && !isLabelled ? 'The label is gone.' : undefined;
}

/**
 * Who wrote the commits that are on the branch and not applied yet: a plan has what they want in it, too, whoever's pull request it is for. A
 * commit that was never pushed has no authors at GitHub.
 */
async function unappliedAuthors({ ledger, source, config }: PlannerWorld): Promise<readonly string[]> {
  const [{ appliedSha }, head] = await Promise.all([ledger.readEnvironment(), source.headOf(config.branch)]);
  if (appliedSha === undefined || appliedSha === head) return [];
  try {
    return await source.authorsBetween(appliedSha, head);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'CommitNotFound') return [];
    throw error;
  }
}

function onlyOwners(needs: readonly ConsentNeeded[]): string {
  const owners = [...new Set(needs.flatMap((need) => need.owners ?? []))].sort();
  return `Only an owner can agree to that: ${owners.join(', ')}.`;
}

function refused(because: string): Agreed {
  return { kind: 'refused', because };
}
