import { approvalOf } from './approval.ts';
import { appliedRules, ownersOfStacks, rulesOf, strictest } from './consent-rules.ts';
import { HoldfastError } from './diagnostics/error.ts';
import { type Finding, sortFindings } from './diagnostics/finding.ts';
import { askUnseen } from './guard/ask-unseen.ts';
import { withConsents } from './guard/with-consents.ts';
import { compareShown } from './plan/compare-shown.ts';
import type { Plan } from './plan/plan.ts';
import type { Shown, ShownOn } from './plan/shown.ts';
import type { PlannedCommit } from './plan-commit.ts';
import type { EnvironmentRecord } from './record/port.ts';
import type { Approval } from './source/port.ts';
import type { ApplierWorld } from './world.ts';

/** Merges whose shown plans are looked up besides the head's own: each costs a read of the record, and a call to GitHub for a squashed one. */
const MAX_MERGES = 10;

/** A planned commit with what people were shown of it before it was merged. */
export interface ComparedCommit extends PlannedCommit {
  readonly shown?: Shown;
  /** How the commit came to the branch. */
  readonly told?: Approval;
}

/**
 * Compares the plan of a merged commit with the one that people were shown (V2). What nobody was shown is asked about where `sync.confirm` has
 * `unseen`, in the commit or in what is applied.
 */
export async function compareWithShown(
  planned: PlannedCommit,
  environment: EnvironmentRecord,
  world: ApplierWorld,
): Promise<ComparedCommit> {
  const { plan, sha } = planned;
  if (plan === undefined) return planned;
  const mayAsk = couldAsk(planned, environment);
  // Where an answer decides whether somebody is asked, an outage of GitHub is waited out instead.
  const told = mayAsk ? await world.pulls.approvalOf(sha) : await approvalOf(sha, world.pulls);
  const own = await ownPlan(plan, sha, told, world);
  const shown = 'because' in own ? own : await compare(plan, own, planned, environment, world, mayAsk);
  const asked = mayAsk ? await ask(planned, plan, shown, world) : [];
  return { ...planned, shown, told, findings: sortFindings([...planned.findings, ...asked]) };
}

/** Of a platform that is applied for the first time nothing is asked: there is nothing yet that a plan could surprise. */
function couldAsk({ platform }: PlannedCommit, { appliedSha, confirmsUnseen }: EnvironmentRecord): boolean {
  if (appliedSha === undefined) return false;
  return confirmsUnseen === true || platform?.spec.sync.confirm.includes('unseen') === true;
}

interface Kept {
  readonly on: ShownOn;
  readonly plan: Plan;
}

/**
 * The plan of the pull request's head, which mostly is the same; else that of the commit itself: what GitHub's merge queue made, and a head that
 * became the branch's as it was, have one of their own.
 */
async function ownPlan(
  { digest }: Plan,
  sha: string,
  told: Approval,
  world: ApplierWorld,
): Promise<Kept | Extract<Shown, { readonly kind: 'none' }>> {
  if (told.source !== 'pull-request') return (await keptPlan(sha, {}, world)) ?? { kind: 'none', because: told.source };
  const number = { number: told.number };
  const head = await keptPlan(told.headSha, number, world);
  if (head?.plan.digest === digest) return head;
  return (await keptPlan(sha, number, world)) ?? head ?? { kind: 'none', because: 'not-planned', ...number };
}

async function keptPlan(
  sha: string,
  number: Pick<ShownOn, 'number'>,
  { ledger }: ApplierWorld,
): Promise<Kept | undefined> {
  const kept = await ledger.readPlan(sha);
  return kept && { plan: kept.plan, on: { sha, ...number, digest: kept.plan.digest, at: kept.at } };
}

/** Other merges are looked up only when the head's own plan does not say all. */
async function compare(
  plan: Plan,
  own: Kept,
  { sha, changedOutside = [] }: PlannedCommit,
  { appliedSha }: EnvironmentRecord,
  world: ApplierWorld,
  mayAsk: boolean,
): Promise<Shown> {
  if (own.plan.digest === plan.digest) return { kind: 'same', on: own.on };
  const outside = new Set(changedOutside);
  const alone = compareShown(plan, { own: own.plan, others: [], outside });
  const others = alone.counts.unseen === 0 ? [] : await otherPlans(appliedSha, sha, world, mayAsk);
  const all =
    others.length === 0 ? alone : compareShown(plan, { own: own.plan, others: others.map((one) => one.plan), outside });
  return { kind: 'moved', on: own.on, also: others.map(({ on }) => on), ...all };
}

/**
 * Plans of the pull requests that were merged after the applied commit, the newest first. They stay unknown where GitHub does not know the
 * commits, and where it does not answer and nobody is asked.
 */
async function otherPlans(
  base: string | undefined,
  sha: string,
  world: ApplierWorld,
  mayAsk: boolean,
): Promise<readonly Kept[]> {
  if (base === undefined) return [];
  const found: Kept[] = [];
  try {
    const merges = (await world.source.mergesBetween(base, sha)).filter((merge) => merge !== sha);
    for (const merge of merges.slice(0, MAX_MERGES)) {
      const kept = await planOfMerge(merge, world);
      if (kept !== undefined) found.push(kept);
    }
  } catch (error) {
    const isGithubs = error instanceof HoldfastError && error.source === 'github';
    if (!isGithubs || (mayAsk && error.retryable)) throw error;
  }
  return found;
}

async function planOfMerge(merge: string, world: ApplierWorld): Promise<Kept | undefined> {
  const pull = await world.pulls.mergedPullOf(merge);
  const number = pull === undefined ? {} : { number: pull.number };
  const direct = await keptPlan(merge, number, world);
  return direct ?? (pull && keptPlan(pull.headSha, number, world));
}

/** Asks as strictly as the commit or what is applied says; nobody is asked about a plan that does nothing. */
async function ask(
  { desired, observed, platform, registry }: PlannedCommit,
  plan: Plan,
  shown: Shown,
  world: ApplierWorld,
): Promise<readonly Finding[]> {
  if (desired === undefined || observed === undefined || platform === undefined) return [];
  const rules = strictest(rulesOf(platform, registry.documents), await appliedRules(world));
  if (!rules.confirm.has('unseen')) return [];
  const at = { file: platform.source.file, line: 1, column: 1 };
  const asked = askUnseen(plan, shown, ownersOfStacks(rules, desired, observed), at);
  return asked.length === 0 ? [] : withConsents(asked, await world.ledger.readConsents(plan.digest));
}
