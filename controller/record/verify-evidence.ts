import { digestOf } from '../lib/digest.ts';
import { type EvidenceEntry, hashOf, identityOf, NO_ENTRY, textOf } from './evidence.ts';
import type { EvidenceMark, StoredEvidence } from './evidence-port.ts';
import { parseEvidence } from './parse-evidence.ts';

/** What can be wrong with a chain, for machines. */
export type EvidenceProblem =
  | 'missing-number'
  | 'changed-entry'
  | 'broken-link'
  | 'forked-chain'
  | 'unknown-entry'
  | 'missing-body'
  | 'changed-body';

/** One thing that is wrong, at the entry of this number. */
export interface EvidenceFinding {
  readonly number: number;
  readonly problem: EvidenceProblem;
  readonly message: string;
}

/** Everything that is checked; all of it read by the caller. */
export interface EvidenceInput {
  readonly environment: string;
  readonly entries: readonly StoredEvidence[];
  readonly index: readonly EvidenceMark[];
  /** Digest → text, for every body that could be read. */
  readonly bodies: ReadonlyMap<string, string>;
  /** The hash of an entry that somebody noted down before, which has to be in the chain. */
  readonly expected?: string;
}

/** What came of it. The findings stand by number: the first names the first broken entry. */
export interface EvidenceVerdict {
  readonly entries: number;
  readonly bodies: number;
  /** Hash of the last entry: noted down elsewhere, it proves later that nothing was taken off the end. */
  readonly head: string;
  readonly findings: readonly EvidenceFinding[];
}

/**
 * Checks a chain: every number once and in order, every entry as it was hashed, every link, every body, and the index beside it. Pure.
 * The index is what tells that the last entries were taken off, which a chain alone cannot.
 */
export function verifyEvidence(input: EvidenceInput): EvidenceVerdict {
  const findings: EvidenceFinding[] = [];
  const read: EvidenceEntry[] = [];
  let [expected, previous] = [1, NO_ENTRY.hash];
  for (const stored of input.entries) {
    findings.push(...gapBefore(stored.number, expected));
    expected = Math.max(expected, stored.number + 1);
    const entry = parseEvidence(stored.text);
    if (entry === undefined) {
      findings.push(finding(stored.number, 'changed-entry', 'it is not an entry any more'));
      continue;
    }
    findings.push(...entryFindings(stored, entry, input.environment), ...linkFindings(stored, entry, previous, read));
    findings.push(...bodyFindings(stored.number, entry.body, input.bodies));
    previous = entry.hash;
    read.push(entry);
  }
  findings.push(...indexFindings(input, read, expected));
  if (input.expected !== undefined && !read.some(({ hash }) => hash === input.expected)) {
    findings.push(finding(expected, 'missing-number', `there is no entry ${input.expected}, which was noted down`));
  }
  const bodies = new Set(read.flatMap(({ body }) => body ?? [])).size;
  return { entries: input.entries.length, bodies, head: previous, findings: sorted(findings) };
}

function gapBefore(number: number, expected: number): readonly EvidenceFinding[] {
  if (number < expected) return [finding(number, 'forked-chain', 'there is more than one entry at this place')];
  return Array.from({ length: number - expected }, (_, step) =>
    finding(expected + step, 'missing-number', 'there is no entry of this number'),
  );
}

function entryFindings(
  { number, text }: StoredEvidence,
  entry: EvidenceEntry,
  environment: string,
): readonly EvidenceFinding[] {
  const changed = (message: string) => [finding(number, 'changed-entry', message)];
  if (entry.number !== number) return changed(`it says that it is entry ${entry.number}`);
  if (entry.environment !== environment) return changed(`it is an entry of the environment ${entry.environment}`);
  if (hashOf(entry) !== entry.hash || textOf(entry) !== text) return changed('its content is not what was hashed');
  return [];
}

function linkFindings(
  { number }: StoredEvidence,
  entry: EvidenceEntry,
  previous: string,
  read: readonly EvidenceEntry[],
): readonly EvidenceFinding[] {
  if (entry.previous === previous) return [];
  const twin = read.find((other) => other.previous === entry.previous);
  if (twin === undefined) return [finding(number, 'broken-link', 'it does not follow the entry before it')];
  return [finding(number, 'forked-chain', `it follows the same entry as entry ${twin.number} does`)];
}

function bodyFindings(
  number: number,
  digest: string | undefined,
  bodies: ReadonlyMap<string, string>,
): readonly EvidenceFinding[] {
  if (digest === undefined) return [];
  const text = bodies.get(digest);
  if (text === undefined) return [finding(number, 'missing-body', `its body ${digest} cannot be read`)];
  return digestOf(text) === digest ? [] : [finding(number, 'changed-body', `its body is not the text of ${digest}`)];
}

function indexFindings(
  { index }: EvidenceInput,
  read: readonly EvidenceEntry[],
  next: number,
): readonly EvidenceFinding[] {
  const marks = new Map(index.map((mark) => [mark.identity, mark]));
  const found: EvidenceFinding[] = [];
  for (const entry of read) {
    const mark = marks.get(identityOf(entry));
    marks.delete(identityOf(entry));
    if (mark === undefined) found.push(finding(entry.number, 'unknown-entry', 'the index does not know it'));
    else if (mark.number !== entry.number || mark.hash !== entry.hash) {
      found.push(finding(entry.number, 'changed-entry', 'the index knows another entry by this name'));
    }
  }
  const kept = new Set(read.map(({ number }) => number));
  for (const { number, identity } of marks.values()) {
    if (number >= next) found.push(finding(number, 'missing-number', `the index knows it as ${identity}`));
    else if (kept.has(number)) found.push(finding(number, 'changed-entry', `the index knows it as ${identity}`));
  }
  return found;
}

function finding(number: number, problem: EvidenceProblem, message: string): EvidenceFinding {
  return { number, problem, message: `Entry ${number}: ${message}.` };
}

function sorted(findings: readonly EvidenceFinding[]): readonly EvidenceFinding[] {
  return findings.toSorted((a, b) => a.number - b.number || (a.message < b.message ? -1 : 1));
}
