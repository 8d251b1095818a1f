import { digestOf } from '../lib/digest.ts';
import { suggest } from '../lib/suggest.ts';
import type { DriftResult, Excuse, ResourceDriftBase } from './drift.ts';
import { type Deviation, deviationsOf, type FindExcuse } from './excuse.ts';

/** Longest time for which drift can be accepted: a quarter of a year. What has to last is written into the registry. */
export const MAX_ACCEPT_DAYS = 90;

/** For how long the button accepts, which has nowhere to write a date. */
export const BUTTON_ACCEPT_DAYS = 7;

/** One deviation that somebody spoke about, with what people call it. */
export interface AcceptedDeviation extends Pick<ResourceDriftBase, 'stack' | 'logicalId' | 'type' | 'physicalId'> {
  /** As {@link Deviation} has it. */
  readonly key: string;
  readonly document?: string;
  readonly path?: string;
}

/** A person's word about drift as it was found. The newest word about a deviation counts. */
export interface Acceptance {
  /** The same word said again is one (C3). */
  readonly id: string;
  readonly by: string;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The last day on which it may stay, `YYYY-MM-DD`; absent where an earlier word is taken back. */
  readonly until?: string;
  readonly reason?: string;
  readonly deviations: readonly AcceptedDeviation[];
}

const DAY_MS = 24 * 60 * 60 * 1000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Today in UTC, `YYYY-MM-DD`. */
export function dayOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/** The day that comes `days` later. */
export function dayAfter(now: number, days: number): string {
  return dayOf(now + days * DAY_MS);
}

/** The oldest word that can still count. */
export function acceptedSince(now: number): number {
  return now - (MAX_ACCEPT_DAYS + 1) * DAY_MS;
}

/** Why nothing can be accepted until a day; `undefined` when it can. A day counts to its end in UTC. */
export function dayProblem(day: string, now: number): string | undefined {
  const time = DAY.test(day) ? Date.parse(day) : Number.NaN;
  if (Number.isNaN(time) || dayOf(time) !== day)
    return `${day} is no date such as ${dayAfter(now, BUTTON_ACCEPT_DAYS)}.`;
  if (day < dayOf(now)) return `${day} is past; it is ${dayOf(now)} (UTC).`;
  const last = dayAfter(now, MAX_ACCEPT_DAYS);
  if (day <= last) return undefined;
  return `Drift can be accepted for ${MAX_ACCEPT_DAYS} days, until ${last}. What has to last goes into the registry: ignoreDifferences.`;
}

/** What the words of people excuse today. Dates are compared, nothing is awaited (C11). */
export function acceptedBy(words: readonly Acceptance[], today: string): FindExcuse {
  const newest = new Map<string, Acceptance>();
  for (const word of [...words].sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    for (const { key } of word.deviations) newest.set(key, word);
  }
  return ({ key }) => {
    const word = newest.get(key);
    return word === undefined ? undefined : excuseOf(word, today);
  };
}

/** The excuse that a word is; `undefined` where it takes one back, and from the day after its last one on. */
export function excuseOf({ by, until, reason }: Acceptance, today: string): Excuse | undefined {
  if (until === undefined || until < today) return undefined;
  return { kind: 'accepted', owner: by, until, ...(reason !== undefined && { reason }) };
}

/** What a person speaks about, or why it is nothing. */
export type Chosen =
  | { readonly deviations: readonly AcceptedDeviation[]; readonly digest: string }
  | { readonly problem: string };

/**
 * What somebody means: everything of a sweep that is open drift; or of what is named by document, logical id, name in AWS, or any of them behind
 * `<stack>/`, also what is accepted already, so that its date can be moved. `accepted` means what is accepted instead of what is drift.
 */
export function chooseDeviations(result: DriftResult, names: readonly string[], about: 'drift' | 'accepted'): Chosen {
  const all = result.resources.flatMap(deviationsOf).filter(({ excuse }) => excuse?.kind !== 'ignored');
  const candidates = all.filter(({ excuse }) => {
    return about === 'accepted' ? excuse !== undefined : names.length > 0 || excuse === undefined;
  });
  const what = about === 'accepted' ? 'is accepted' : 'has drifted';
  if (candidates.length === 0) return { problem: `Nothing ${what}.` };
  if (names.length === 0) return chosen(candidates);
  const problem = names.map((name) => nameProblem(name, candidates, what)).find((one) => one !== undefined);
  if (problem !== undefined) return { problem };
  return chosen(candidates.filter(({ base }) => names.some((name) => isNamed(base, name))));
}

/** True where what somebody saw is what is there: the digest of it, or the beginning that fits on a button. */
export function isShown(shown: string, digest: string): boolean {
  return hexOf(digest).startsWith(hexOf(shown));
}

/** As much of a digest as fits on a button. */
export function shortDigest(digest: string): string {
  return hexOf(digest).slice(0, 12);
}

function hexOf(digest: string): string {
  return digest.replace(/^sha256:/, '');
}

function chosen(deviations: readonly Deviation[]): Chosen {
  const sorted = deviations.map(acceptedDeviation).sort((a, b) => (a.key < b.key ? -1 : 1));
  return { deviations: sorted, digest: digestOf(sorted.map(({ key }) => key).join('\n')) };
}

function acceptedDeviation({ base, key, path }: Deviation): AcceptedDeviation {
  const { stack, logicalId, type, physicalId, source } = base;
  return {
    ...{ key, stack, logicalId, type, physicalId },
    ...(source?.document !== undefined && { document: source.document }),
    ...(path !== undefined && { path }),
  };
}

function nameProblem(name: string, candidates: readonly Deviation[], what: string): string | undefined {
  const stacks = new Set(candidates.filter(({ base }) => isNamed(base, name)).map(({ base }) => base.stack));
  if (stacks.size === 1) return undefined;
  if (stacks.size > 1) {
    const full = [...stacks].sort().map((stack) => `${stack}/${name}`);
    return `${name} is in several stacks: say ${full.join(' or ')}.`;
  }
  const known = [...new Set(candidates.flatMap(({ base }) => namesOf(base)))];
  const near = suggest(name, known);
  return `Nothing called ${name} ${what}.${near === undefined ? '' : ` Did you mean ${near}?`}`;
}

function isNamed(base: ResourceDriftBase, name: string): boolean {
  return namesOf(base).some((own) => own === name || `${base.stack}/${own}` === name);
}

/** What people call a resource. */
function namesOf({ logicalId, physicalId, source }: ResourceDriftBase): readonly string[] {
  return [source?.document ?? '', logicalId, physicalId].filter((name) => name !== '');
}

/** How a deviation's resource is named in the record and in events. */
export function resourceOf({ stack, logicalId, physicalId }: AcceptedDeviation): string {
  return `${stack}/${logicalId === '' ? physicalId : logicalId}`;
}
