import type { ChangeSetChange, StackEvent } from '../apply/port.ts';
import { canonicalJson } from '../lib/canonical.ts';
import { digestOf } from '../lib/digest.ts';
import type { Json } from '../lib/json.ts';
import { redact } from '../lib/redact.ts';
import type { PlanSummary } from '../plan/plan.ts';
import type { Deviations, Shown, ShownOn } from '../plan/shown.ts';
import type { Approval } from '../source/port.ts';

/** What a run is for, in the words of the record. */
export type Purpose = 'apply' | 'revert' | 'rollback' | 'rescue';

/** One thing that happened, without who, when and where. */
export type EvidenceFact =
  /** A run begins. The body is the whole plan, its secret values masked. */
  | {
      readonly kind: 'run-started';
      readonly purpose: Purpose;
      readonly component?: string;
      readonly requestedBy?: string;
      /** What was applied before. */
      readonly base?: string;
      readonly planDigest?: string;
      readonly summary?: PlanSummary;
      /** How the plan compares with the one that was shown before the merge. */
      readonly shown?: ShownFact;
      readonly stacks: readonly { readonly name: string; readonly action: string }[];
    }
  /** Through which pull request the commit came, and who approved it. */
  | { readonly kind: 'approval'; readonly approval: Approval }
  /** What CloudFormation said that it would do, before it was told to. The body is the list of changes. */
  | {
      readonly kind: 'change-set';
      readonly stack: string;
      readonly changeSet: string;
      readonly arn: string;
      readonly counts: Readonly<Record<ChangeSetChange['action'], number>>;
    }
  /** How an operation of CloudFormation ended: its last event of the stack, and everything that failed. */
  | { readonly kind: 'stack-events'; readonly stack: string; readonly events: readonly StackEvent[] }
  /** A run is over. */
  | {
      readonly kind: 'run-ended';
      readonly state: 'succeeded' | 'failed' | 'superseded' | 'stopped';
      readonly stacks: readonly { readonly name: string; readonly step: string; readonly reason?: string }[];
      readonly problem?: string;
    }
  /** A person agreed to what is refused otherwise; `planDigest` is the plan that they saw. */
  | {
      readonly kind: 'consent';
      readonly by: string;
      readonly to: string;
      readonly via: string;
      /** When, in epoch milliseconds. */
      readonly given: number;
      /** The pull request on which it was said. */
      readonly number?: number;
      readonly planDigest: string;
    }
  /** A sweep found that AWS is not what was applied. */
  | {
      readonly kind: 'drift';
      readonly modified: number;
      readonly deleted: number;
      readonly added: number;
      /** `<stack>/<logical id>`; values are never kept (S3). */
      readonly resources: readonly string[];
    }
  /** A person accepted drift until a day, or, without one, took that back. The body has exactly what. */
  | {
      readonly kind: 'acceptance';
      readonly by: string;
      readonly until?: string;
      readonly reason?: string;
      readonly resources: readonly string[];
    }
  /** A person asked for a pull request that writes live values into the registry. Its number is also the attempt of the event. */
  | {
      readonly kind: 'adopt';
      readonly requestedBy: string;
      readonly number: number;
      /** `<stack>/<logical id>`; values are in the pull request. */
      readonly resources: readonly string[];
    }
  /** Drift is put back. */
  | {
      readonly kind: 'revert';
      readonly requestedBy: string;
      readonly stacks: readonly string[];
      readonly functions: readonly string[];
    }
  /** A person has a stuck stack got out. */
  | {
      readonly kind: 'rescue';
      readonly requestedBy: string;
      readonly stack: string;
      readonly stackId: string;
      readonly action: string;
      readonly from: string;
      readonly skip: readonly string[];
      readonly retain: readonly string[];
    };

/** What was shown of a plan before its commit was merged, by names and counts. */
export type ShownFact =
  | Exclude<Shown, { readonly kind: 'moved' }>
  | ({
      readonly kind: 'moved';
      readonly on: ShownOn;
      readonly also: readonly ShownOn[];
      /** `<stack>/<logical id>`, or a stack, of what nobody was shown; not all where they are many. */
      readonly resources: readonly string[];
    } & Deviations['counts']);

/** A fact with where it belongs, before it is part of the chain. */
export interface EvidenceEvent {
  /** Id of the run; `drift` for a sweep and for what is adopted after one. */
  readonly run: string;
  /** When that run began: a commit that is tried again is another attempt of the same run. */
  readonly attempt: number;
  /** Which event of the attempt this is. The same key twice is one event (C3). */
  readonly key: string;
  readonly sha: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly fact: EvidenceFact;
  /** A text too big for the table; it goes to the object store, and its digest into the entry. */
  readonly body?: string;
}

/** An event in the chain. `hash` covers everything else of it, `previous` is the hash of the entry before. */
export interface EvidenceEntry extends Omit<EvidenceEvent, 'body'> {
  readonly environment: string;
  /** Counts from 1, without a gap. */
  readonly number: number;
  readonly body?: string;
  readonly previous: string;
  readonly hash: string;
}

/** The end of a chain: what the next entry follows. */
export type EvidenceHead = Pick<EvidenceEntry, 'number' | 'hash'>;

/** What the first entry follows. */
export const NO_ENTRY: EvidenceHead = { number: 0, hash: `sha256:${'0'.repeat(64)}` };

/** The next entry of a chain. `body` is the digest of the event's body. Texts are redacted here, whoever wrote them (S1, S2). */
export function nextEntry(
  event: EvidenceEvent,
  body: string | undefined,
  environment: string,
  head: EvidenceHead,
): EvidenceEntry {
  const { body: _, ...rest } = event;
  const unsealed = {
    ...rest,
    fact: redacted(event.fact),
    environment,
    number: head.number + 1,
    previous: head.hash,
    ...(body !== undefined && { body }),
  };
  return { ...unsealed, hash: hashOf(unsealed) };
}

/** The hash that an entry has to have. */
export function hashOf({ hash: _, ...entry }: Omit<EvidenceEntry, 'hash'> & { readonly hash?: string }): string {
  return digestOf(textOf(entry));
}

/** An entry, or a part of it, as the bytes that are stored and hashed. */
export function textOf(entry: object): string {
  return canonicalJson(JSON.parse(JSON.stringify(entry)));
}

/** What tells an event from every other one of an environment. */
export function identityOf({ run, attempt, key }: Pick<EvidenceEvent, 'run' | 'attempt' | 'key'>): string {
  return `${run}@${attempt}/${key}`;
}

function redacted(fact: EvidenceFact): EvidenceFact {
  return JSON.parse(JSON.stringify(fact), (_, value: Json) => (typeof value === 'string' ? redact(value) : value));
}
