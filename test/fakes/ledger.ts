import { isDeepStrictEqual } from 'node:util';
import type { StackRecord } from '../../controller/apply/progress.ts';
import type { Consent } from '../../controller/diagnostics/consent.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { Acceptance } from '../../controller/drift/acceptance.ts';
import type { DriftResult } from '../../controller/drift/drift.ts';
import type { Clock } from '../../controller/lib/clock.ts';
import { digestOf } from '../../controller/lib/digest.ts';
import type { Plan } from '../../controller/plan/plan.ts';
import { type EvidenceEntry, identityOf, NO_ENTRY, nextEntry, textOf } from '../../controller/record/evidence.ts';
import type { EvidenceLog } from '../../controller/record/evidence-port.ts';
import type {
  CallRecord,
  EnvironmentRecord,
  Lease,
  Ledger,
  OutputsRecord,
  ReviewRecord,
  RunRecord,
} from '../../controller/record/port.ts';
import type { Rehearsal } from '../../controller/record/rehearsal.ts';
import type { DeliveryAudit } from '../../controller/trigger/delivery-audit.ts';
import type { Deliveries } from '../../controller/trigger/port.ts';
import { createFaults, type Faults } from './faults.ts';
import { frozenCopy } from './frozen-copy.ts';

const DELIVERY_KEPT_MS = 4 * 24 * 60 * 60 * 1000;

/** The record in memory, with what a test may do behind its back. */
export interface FakeLedger extends Ledger, Deliveries {
  readonly faults: Faults;
  /** Another process takes the lease now, although it is held: what a paused worker finds when it wakes late (C1). */
  stealLease(name: string, thief?: string): Lease;
  /** The lease as stored; `expiresAt` 0 means released. */
  leaseOf(name: string): Lease | undefined;
}

/**
 * In-memory Ledger with the promises of the real one: fencing, versions, expiry by the clock. Records are copied in and
 * out, so that a caller cannot change what is stored; runs are frozen instead, because they hold their whole plan and are
 * read all the time. Faults go through `faults` (pass one to share the count of calls with other fakes), where this port is
 * called `ledger`.
 */
export function createFakeLedger(clock: Clock, faults: Faults = createFaults()): FakeLedger {
  const leases = new Map<string, Lease>();
  const port = {
    ...leaseMethods(leases),
    ...recordMethods((lease) => requireHeld(leases.get(lease.name), lease, clock.now())),
    ...bodyMethods(),
    ...reviewMethods(),
    ...evidenceMethods((lease) => requireHeld(leases.get(lease.name), lease, clock.now())),
    ...rehearsalMethods(),
    ...consentMethods(),
    ...deliveryAuditMethods(),
    ...deliveryMethods(),
  };
  return {
    ...faults.wrap<Ledger & Deliveries>('ledger', port),
    faults,
    leaseOf: (name) => leases.get(name),
    stealLease: (name, thief = 'thief') => {
      const token = (leases.get(name)?.token ?? 0) + 1;
      const lease = { name, owner: thief, token, expiresAt: clock.now() + 60_000 };
      leases.set(name, lease);
      return lease;
    },
  };
}

type LeaseMethods = Pick<Ledger, 'acquireLease' | 'releaseLease'>;

function leaseMethods(leases: Map<string, Lease>): LeaseMethods {
  return {
    acquireLease: async (name, owner, now, ttlMs) => {
      const held = leases.get(name);
      if (held && held.owner !== owner && now < held.expiresAt) return undefined;
      const lease = { name, owner, token: (held?.token ?? 0) + 1, expiresAt: now + ttlMs };
      leases.set(name, lease);
      return lease;
    },
    releaseLease: async (lease) => {
      // The token outlives the release, so that the next holder's is still higher (C1).
      if (leases.get(lease.name)?.token === lease.token) leases.set(lease.name, { ...lease, expiresAt: 0 });
    },
  };
}

function requireHeld(held: Lease | undefined, lease: Lease, now: number): void {
  if (held?.token === lease.token && held.owner === lease.owner && now < held.expiresAt) return;
  throw conflict(`lease ${lease.name} is no longer held by ${lease.owner}`);
}

type RecordMethods = Omit<
  Ledger,
  | keyof LeaseMethods
  | keyof BodyMethods
  | keyof ReviewMethods
  | keyof RehearsalMethods
  | keyof EvidenceLog
  | keyof ConsentMethods
  | keyof DeliveryAuditMethods
>;

function recordMethods(guard: (lease: Lease) => void): RecordMethods {
  let environment: EnvironmentRecord = {};
  let outputs: OutputsRecord | undefined;
  const stacks = new Map<string, StackRecord>();
  const runs = new Map<string, { readonly run: RunRecord; readonly token: number }>();

  return {
    readEnvironment: async () => structuredClone(environment),
    writeEnvironment: async (record, lease) => {
      guard(lease);
      environment = structuredClone(record);
    },
    readOutputs: async () => structuredClone(outputs),
    writeOutputs: async (record, lease) => {
      guard(lease);
      outputs = structuredClone(record);
    },
    readStacks: async () => structuredClone([...stacks.values()].sort((a, b) => (a.name < b.name ? -1 : 1))),
    writeStack: async (record, lease) => {
      guard(lease);
      stacks.set(record.name, structuredClone(record));
    },
    removeStack: async (name, lease) => {
      guard(lease);
      stacks.delete(name);
    },
    readRun: async (id) => runs.get(id)?.run,
    writeRun: async (run, lease) => {
      guard(lease);
      const stored = runs.get(run.id);
      if (stored?.token === lease.token && isDeepStrictEqual(stored.run, run)) return;
      if (run.version !== (stored?.run.version ?? 0) + 1) throw conflict(`run ${run.id} was written by another`);
      runs.set(run.id, { run: frozenCopy(run), token: lease.token });
    },
    listRuns: async (limit) =>
      [...runs.values()]
        .map((entry) => entry.run)
        .sort(newestFirst)
        .slice(0, limit),
  };
}

function newestFirst(a: RunRecord, b: RunRecord): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

type BodyMethods = Pick<
  Ledger,
  | 'writeDrift'
  | 'readDrift'
  | 'writeAcceptance'
  | 'listAcceptances'
  | 'writeCall'
  | 'listCalls'
  | 'writeTemplate'
  | 'readTemplate'
>;

function bodyMethods(): BodyMethods {
  let drift: { readonly result: DriftResult; readonly at: number } | undefined;
  const templates = new Map<string, string>();
  const calls = new Map<string, CallRecord>();
  const words = new Map<string, Acceptance>();
  return {
    writeDrift: async (result, at) => {
      if (drift === undefined || at >= drift.at) drift = structuredClone({ result, at });
    },
    readDrift: async () => structuredClone(drift),
    writeAcceptance: async (word) => {
      const place = `${String(word.at).padStart(15, '0')}#${word.id}`;
      if (!words.has(place)) words.set(place, structuredClone(word));
    },
    listAcceptances: async (since) =>
      [...words]
        .filter(([, { at }]) => at >= since)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, word]) => structuredClone(word)),
    writeCall: async (call) => void calls.set(call.id, structuredClone(call)),
    listCalls: async (limit) => structuredClone([...calls.values()].sort((a, b) => b.at - a.at)).slice(0, limit),
    writeTemplate: async (digest, body) => {
      if (digestOf(body) !== digest) {
        throw new HoldfastError(`The text is not the one of ${digest}`, {
          code: 'DigestMismatch',
          source: 'holdfast',
          retryable: false,
        });
      }
      templates.set(digest, body);
    },
    readTemplate: async (digest) => templates.get(digest),
  };
}

type ReviewMethods = Pick<Ledger, 'readReviews' | 'writeReview' | 'removeReview' | 'writePlan' | 'readPlan'>;

function reviewMethods(): ReviewMethods {
  const reviews = new Map<number, ReviewRecord>();
  const plans = new Map<string, { readonly plan: Plan; readonly at: number }>();
  return {
    readReviews: async () => structuredClone([...reviews.values()].sort((a, b) => a.number - b.number)),
    writeReview: async (record) => {
      if (record.at >= (reviews.get(record.number)?.at ?? 0)) reviews.set(record.number, structuredClone(record));
    },
    removeReview: async (number) => void reviews.delete(number),
    writePlan: async (sha, plan, at) => {
      if (at >= (plans.get(sha)?.at ?? 0)) plans.set(sha, structuredClone({ plan, at }));
    },
    readPlan: async (sha) => structuredClone(plans.get(sha)),
  };
}

type RehearsalMethods = Pick<Ledger, 'readRehearsal' | 'readRehearsals' | 'writeRehearsal' | 'removeRehearsal'>;

function rehearsalMethods(): RehearsalMethods {
  const rehearsals = new Map<string, Rehearsal>();
  return {
    readRehearsal: async (sha) => structuredClone(rehearsals.get(sha)),
    readRehearsals: async () => structuredClone([...rehearsals.values()].sort((a, b) => (a.sha < b.sha ? -1 : 1))),
    writeRehearsal: async (rehearsal) => {
      if (rehearsal.at >= (rehearsals.get(rehearsal.sha)?.at ?? 0))
        rehearsals.set(rehearsal.sha, structuredClone(rehearsal));
    },
    removeRehearsal: async (sha, at) => {
      if ((rehearsals.get(sha)?.at ?? 0) <= at) rehearsals.delete(sha);
    },
  };
}

/** The chain of the environment `dev`. */
function evidenceMethods(guard: (lease: Lease) => void): EvidenceLog {
  const entries: EvidenceEntry[] = [];
  const bodies = new Map<string, string>();
  return {
    appendEvidence: async (event, lease) => {
      guard(lease);
      if (entries.some((entry) => identityOf(entry) === identityOf(event))) return;
      const body = event.body === undefined ? undefined : digestOf(event.body);
      if (body !== undefined) bodies.set(body, event.body ?? '');
      entries.push(nextEntry(event, body, 'dev', entries.at(-1) ?? NO_ENTRY));
    },
    readEvidence: async (from, limit) =>
      entries
        .filter(({ number }) => number >= from)
        .slice(0, limit)
        .map((entry) => ({ number: entry.number, text: textOf(entry) })),
    readEvidenceIndex: async (run) =>
      entries
        .filter((entry) => run === undefined || entry.run === run)
        .map((entry) => ({ identity: identityOf(entry), number: entry.number, hash: entry.hash })),
    readEvidenceBody: async (digest) => bodies.get(digest),
  };
}

type ConsentMethods = Pick<Ledger, 'readConsents' | 'writeConsent'>;

function consentMethods(): ConsentMethods {
  const consents = new Map<string, Consent[]>();
  return {
    readConsents: async (digest) => structuredClone(consents.get(digest) ?? []),
    writeConsent: async (digest, consent) => {
      const given = consents.get(digest) ?? [];
      if (given.some(({ what, by }) => what === consent.what && by === consent.by)) return;
      consents.set(
        digest,
        [...given, structuredClone(consent)].sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1)),
      );
    },
  };
}

function placeOf({ what, by }: Consent): string {
  return `${what}#${by}`;
}

type DeliveryAuditMethods = Pick<Ledger, 'readDeliveryAudit' | 'writeDeliveryAudit'>;

function deliveryAuditMethods(): DeliveryAuditMethods {
  let last: DeliveryAudit | undefined;
  return {
    readDeliveryAudit: async () => structuredClone(last),
    writeDeliveryAudit: async (audit) => {
      if (audit.at >= (last?.at ?? 0)) last = structuredClone(audit);
    },
  };
}

function deliveryMethods(): Deliveries {
  const handled = new Map<string, number>();
  const isKept = (id: string, now: number) => now < (handled.get(id) ?? 0) + DELIVERY_KEPT_MS;
  return {
    recordDelivery: async (id, now) => {
      if (handled.has(id) && isKept(id, now)) return false;
      handled.set(id, now);
      return true;
    },
    hasDelivery: async (id, now) => handled.has(id) && isKept(id, now),
  };
}

function conflict(message: string): HoldfastError {
  return new HoldfastError(message, { code: 'Conflict', source: 'holdfast', retryable: true });
}
