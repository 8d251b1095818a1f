import type { RunTarget, StackRecord, StackStep } from '../apply/progress.ts';
import type { DeclaredOutputs } from '../compile/declared-outputs.ts';
import type { Consent, ConsentNeeded } from '../diagnostics/consent.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Acceptance } from '../drift/acceptance.ts';
import type { ApiCall } from '../drift/actor.ts';
import type { DriftResult } from '../drift/drift.ts';
import type { SelfHeal } from '../drift/self-heal.ts';
import type { HealthRecord, PendingLook, Watch } from '../health/health.ts';
import type { Publication } from '../outputs/publish.ts';
import type { Plan } from '../plan/plan.ts';
import type { Shown } from '../plan/shown.ts';
import type { DeliveryAudit } from '../trigger/delivery-audit.ts';
import type { Purpose } from './evidence.ts';
import type { EvidenceLog } from './evidence-port.ts';
import type { Lease } from './lease.ts';
import type { Rehearsal } from './rehearsal.ts';

export type { Lease } from './lease.ts';

/** One apply of one commit, one revert or one rollback, from trigger to the last stack. */
export interface RunRecord {
  /**
   * The commit for an apply (so there is at most one per commit), `<sha>/revert/<start time>` for a revert,
   * `<sha>/<component>/<start time>` for an apply of one component, `<sha>/rollback/<reference>` for a rollback.
   */
  readonly id: string;
  readonly sha: string;
  /** Increases by one with every write; a write with an old one is refused (C1). */
  readonly version: number;
  readonly state: 'in-progress' | 'succeeded' | 'failed' | 'superseded' | 'stopped';
  readonly purpose: Purpose;
  /** The one component that is applied; absent where all of the commit is. Such a run never makes its commit the applied one. */
  readonly component?: string;
  readonly startedAt: number;
  readonly updatedAt: number;
  readonly plan?: Plan;
  /** How the plan compares with the one that was shown before the merge; absent for a revert and a rollback, and from the command line. */
  readonly shown?: Shown;
  readonly findings: readonly Finding[];
  /** Stack name → where it stands. */
  readonly steps: Readonly<Record<string, StackStep>>;
  readonly targets: readonly RunTarget[];
  /** Functions whose declared code a revert puts back. */
  readonly restoreCode: readonly string[];
  readonly problem?: string;
  /** Of a rollback: the branch head that is left for the run's commit. */
  readonly over?: string;
  /** `sync.rollback`: a failure that changed something asks for a rollback. */
  readonly rollsBack?: boolean;
  /** `sync.rollback: unhealthy`: what turns out unhealthy does so, too, and the last healthy commit is gone back to. */
  readonly rollsBackUnhealthy?: boolean;
  /** What it touches whose health is looked at once it has succeeded. */
  readonly watch?: Watch;
  /** How that was. */
  readonly health?: RunHealth;
  /** What a stopped run waits for, where it goes on by itself once that comes. */
  readonly waitsFor?: 'consent' | 'resume' | 'window';
  /** When a sync window opens for it, in epoch milliseconds; absent where none ever does. */
  readonly waitsUntil?: number;
  /** `<stack>/<logical id>` of what a revert puts back without having been asked. */
  readonly heals?: readonly string[];
  /** Who asked, where a person did: for a revert, a rollback, or an apply by `holdfast reconcile`. */
  readonly requestedBy?: string;
  /** CloudFormation's deployment mode for this run (`sync.deployment`). */
  readonly deployment: 'standard' | 'express';
  /** How many stacks may be under way at once (`sync.parallelStacks`). */
  readonly parallelStacks?: number;
  /** What the registry publishes once everything is applied; absent for a revert. */
  readonly outputs?: DeclaredOutputs;
  /** Whether what is published has to be looked at although it did not change: a person asked. */
  readonly verifyOutputs?: boolean;
  /** Why the outputs are not published as they should be, although the run succeeded. */
  readonly unpublished?: string;
  /** Epoch milliseconds at which a delayed message will look again, so that one timer is enough. */
  readonly lookAgainAt?: number;
}

/** The verdict on what a run applied. */
export interface RunHealth extends Pick<HealthRecord, 'health' | 'at' | 'unwell'> {
  /** How many things were looked at, and how many were not, because there were so many. */
  readonly looked: number;
  readonly left: number;
  /** The commit that is gone back to because of it. */
  readonly rollsBackTo?: string;
}

/** That an environment was rolled back, and by whom. */
export interface RolledBack {
  readonly to: string;
  /** The branch head at that time. While it is the head, nothing is applied by itself. */
  readonly over: string;
  /** What was applied before the first of several rollbacks. */
  readonly from: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Head of the environment's story: what is applied, what was attempted. */
export interface EnvironmentRecord {
  /** Last commit whose every stack was applied and read back. */
  readonly appliedSha?: string;
  /** Id of the run that was started last; it may still be in progress. */
  readonly currentRun?: string;
  /** `sync.selfHeal` of the applied registry: which drift is reverted without asking. */
  readonly selfHeal?: SelfHeal;
  /** `sync.confirm` of the applied registry has `unseen`. */
  readonly confirmsUnseen?: boolean;
  /** Its `sync.parallelStacks`, which a revert keeps to as well. */
  readonly parallelStacks?: number;
  /** The environment is held at an earlier commit. Ended by a run for another commit. */
  readonly rolledBack?: RolledBack;
  /** Digest of the outputs that are published, all of them. */
  readonly published?: string;
  /** Why some are not; they are tried again. */
  readonly unpublished?: string;
  /** Last applied commit that was found healthy in full. */
  readonly healthySha?: string;
  /** What the last look at health came to. */
  readonly health?: HealthRecord;
  /** A look that has no verdict yet. */
  readonly look?: PendingLook;
  /** Digest of the event-processing core's code that is in the platform's bucket. */
  readonly core?: string;
  /** Nothing is begun while this is there. */
  readonly suspended?: Suspension;
}

/** Who stopped an environment from beginning anything new, when, and why. */
export interface Suspension {
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly reason?: string;
}

/** What is published for other tools: where each output comes from, and what was written last. */
export interface OutputsRecord {
  readonly declared: DeclaredOutputs;
  readonly publication: Publication;
}

/** The last plan of a pull request, while it is open. */
export interface ReviewRecord {
  readonly number: number;
  /** The head that was planned. */
  readonly headSha: string;
  /** When, in epoch milliseconds. */
  readonly at: number;
  /** How often planning this head was begun without an end; 0 once its check is posted. */
  readonly tries: number;
  readonly posted: boolean;
  /** `<stack>/<logical id>` of what the plan does something to. */
  readonly touches: readonly string[];
  /** Pull requests that the check names, because they touch some of the same. */
  readonly overlaps: readonly number[];
  /** The head of a fork that somebody with write access has let be planned, and no other (P3). */
  readonly allowedSha?: string;
  /** What the plan that the check shows asks people to agree to. */
  readonly asks?: ReviewAsks;
}

/** Which consents a shown plan lacks. */
export interface ReviewAsks {
  /** The plan's. */
  readonly digest: string;
  /** Since when this plan is shown, in epoch milliseconds: what was said earlier was said of another one. */
  readonly since: number;
  readonly needs: readonly ConsentNeeded[];
}

/** A call that was about something of ours. */
export interface CallRecord extends ApiCall {
  /** CloudTrail's id of the event. */
  readonly id: string;
  /** When it was made, in epoch milliseconds. */
  readonly at: number;
}

/**
 * The record. All reads are strongly consistent (C16). Big bodies (plans, templates) go to the object store behind it;
 * what is in the table keeps a pointer. Every write under a lease is refused with `Conflict` when the lease was lost or has
 * run out by the ledger's clock (C1, C11). A write repeated after a lost reply succeeds when the first one did (C3).
 */
export interface Ledger extends EvidenceLog {
  /**
   * Takes the lease if it is free, expired, or already ours; `undefined` when another holds it.
   * `owner` names one worker, never two: whoever takes the lease under the same name again makes the older lease void.
   */
  acquireLease(name: string, owner: string, now: number, ttlMs: number): Promise<Lease | undefined>;
  /** A lease that was lost meanwhile counts as released. */
  releaseLease(lease: Lease): Promise<void>;

  readEnvironment(): Promise<EnvironmentRecord>;
  /** Writes only while the lease is held (fencing). */
  writeEnvironment(record: EnvironmentRecord, lease: Lease): Promise<void>;

  /** All stacks, by name. */
  readStacks(): Promise<readonly StackRecord[]>;
  writeStack(record: StackRecord, lease: Lease): Promise<void>;
  removeStack(name: string, lease: Lease): Promise<void>;

  readRun(id: string): Promise<RunRecord | undefined>;
  /** Writes version n+1 over version n; version 1 creates. A run that is started again has a new `startedAt`. Throws `Conflict`. */
  writeRun(run: RunRecord, lease: Lease): Promise<void>;
  /** Newest first. */
  listRuns(limit: number): Promise<readonly RunRecord[]>;

  /** An older sweep never replaces a newer one. Needs no lease: sweeps only read. */
  writeDrift(result: DriftResult, at: number): Promise<void>;
  readDrift(): Promise<{ readonly result: DriftResult; readonly at: number } | undefined>;
  /** Keeps what a person said about drift; the first write of an id at its time stays (C3). Needs no lease: it changes nothing in AWS. */
  writeAcceptance(word: Acceptance): Promise<void>;
  /** What people said at a moment (epoch milliseconds) or later, oldest first. */
  listAcceptances(since: number): Promise<readonly Acceptance[]>;
  /** Keeps a call, to be named when what it was about is found to have drifted. The same one twice is one. */
  writeCall(call: CallRecord): Promise<void>;
  /** The last calls, newest first. */
  listCalls(limit: number): Promise<readonly CallRecord[]>;

  /** The last plan of every open pull request, by number. */
  readReviews(): Promise<readonly ReviewRecord[]>;
  /** An older review never replaces a newer one. Needs no lease: it is about a plan, which changes nothing. */
  writeReview(record: ReviewRecord): Promise<void>;
  /** The pull request is closed. */
  removeReview(number: number): Promise<void>;
  /** How far GitHub's deliveries were audited, and which are missing; `undefined` before the first audit. */
  readDeliveryAudit(): Promise<DeliveryAudit | undefined>;
  /** An older audit never replaces a newer one. Needs no lease: it is about what was told, not about what is. */
  writeDeliveryAudit(audit: DeliveryAudit): Promise<void>;
  /** Keeps the plan that a commit's check shows, to be compared with what is applied later. */
  writePlan(sha: string, plan: Plan, at: number): Promise<void>;
  /** The plan that was shown on a commit last. */
  readPlan(sha: string): Promise<{ readonly plan: Plan; readonly at: number } | undefined>;

  /** The rehearsal of a commit's plan, while it lasts. */
  readRehearsal(sha: string): Promise<Rehearsal | undefined>;
  /** All that last. */
  readRehearsals(): Promise<readonly Rehearsal[]>;
  /** An older one never replaces a newer one. Needs no lease: it changes nothing of the platform. */
  writeRehearsal(rehearsal: Rehearsal): Promise<void>;
  /** Nothing of it is left. A newer one of the same commit stays. */
  removeRehearsal(sha: string, at: number): Promise<void>;

  /** Who agreed to what in the plan with this digest. */
  readConsents(digest: string): Promise<readonly Consent[]>;
  /** The first word of a person about one kind stays; repeating it changes nothing (C3). Needs no lease: it permits, and does nothing. */
  writeConsent(digest: string, consent: Consent): Promise<void>;

  /** What the applied registry publishes; `undefined` before the first apply. */
  readOutputs(): Promise<OutputsRecord | undefined>;
  writeOutputs(record: OutputsRecord, lease: Lease): Promise<void>;

  /** Template text by digest, so that an unchanged stack needs no AWS call. Throws `DigestMismatch` for another text. */
  writeTemplate(digest: string, body: string): Promise<void>;
  readTemplate(digest: string): Promise<string | undefined>;
}
