import { HoldfastError } from '../diagnostics/error.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { EvidenceLog, StoredEvidence } from '../record/evidence-port.ts';
import { parseEvidence } from '../record/parse-evidence.ts';
import type { RunRecord } from '../record/port.ts';
import { type RunStory, storyOf } from '../record/run-story.ts';
import type { Approval } from '../source/port.ts';

/** How many bodies are read at once. */
const READERS = 8;

/** What the evidence says of a run as it was begun last. The entries of a run lie close together: they are read in one piece. */
export async function readStory(log: EvidenceLog, { id, startedAt }: RunRecord): Promise<RunStory> {
  const numbers = (await log.readEvidenceIndex(id))
    .filter(({ identity }) => identity.startsWith(`${id}@${startedAt}/`))
    .map(({ number }) => number);
  const first = Math.min(...numbers);
  const stored = numbers.length === 0 ? [] : await log.readEvidence(first, Math.max(...numbers) - first + 1);
  return storyOf(
    stored.flatMap(({ text }) => parseEvidence(text) ?? []),
    id,
    startedAt,
  );
}

/** Every body that the entries name and that can be read. One that is another text than its digest says is among them. */
export async function readBodies(
  log: EvidenceLog,
  entries: readonly StoredEvidence[],
): Promise<ReadonlyMap<string, string>> {
  const digests = [...new Set(entries.flatMap(({ text }) => parseEvidence(text)?.body ?? []))];
  const texts = await inParallel(digests, READERS, (digest) => readBody(log, digest));
  return new Map(digests.flatMap((digest, index) => (texts[index] === undefined ? [] : [[digest, texts[index]]])));
}

async function readBody(log: EvidenceLog, digest: string): Promise<string | undefined> {
  try {
    return await log.readEvidenceBody(digest);
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'CorruptObject') return '';
    throw error;
  }
}

/** Through which hands a commit came, in a few words. */
export function approvalText(approval: Approval | undefined): string {
  switch (approval?.source) {
    case undefined:
      return 'not kept';
    case 'push':
      return 'pushed without a pull request';
    case 'unknown':
      return `unknown: ${approval.because}`;
    case 'pull-request': {
      const { number, author, mergedBy, reviews, headSha } = approval;
      const names = reviews.map(({ login, sha }) => (sha === headSha ? login : `${login} (at ${sha.slice(0, 12)})`));
      const approved = names.length === 0 ? 'approved by nobody' : `approved by ${names.join(', ')}`;
      return `#${number} of ${author}, ${approved}, merged by ${mergedBy}`;
    }
  }
}
