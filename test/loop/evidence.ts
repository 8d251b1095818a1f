import type { EvidenceEntry } from '../../controller/record/evidence.ts';
import { parseEvidence } from '../../controller/record/parse-evidence.ts';
import type { Ledger } from '../../controller/record/port.ts';
import { verifyEvidence } from '../../controller/record/verify-evidence.ts';

/** The whole chain of `dev`, in order. */
export async function chainOf(ledger: Ledger): Promise<readonly EvidenceEntry[]> {
  return (await ledger.readEvidence(1)).flatMap(({ text }) => parseEvidence(text) ?? []);
}

/** Everything that is wrong with the evidence: with the chain, and with what it says of the runs. Empty when nothing is. */
export async function evidenceProblems(ledger: Ledger): Promise<readonly string[]> {
  const entries = await chainOf(ledger);
  const bodies = new Map<string, string>();
  for (const digest of entries.flatMap(({ body }) => body ?? [])) {
    bodies.set(digest, (await ledger.readEvidenceBody(digest)) ?? '');
  }
  const { findings } = verifyEvidence({
    environment: 'dev',
    entries: await ledger.readEvidence(1),
    index: await ledger.readEvidenceIndex(),
    bodies,
  });
  const ofRuns: string[] = [];
  for (const { id, startedAt, state } of await ledger.listRuns(100)) {
    if (state === 'in-progress') continue;
    for (const kind of ['run-started', 'run-ended'] as const) {
      const own = entries.filter(
        (entry) => entry.run === id && entry.attempt === startedAt && entry.fact.kind === kind,
      );
      if (own.length !== 1) ofRuns.push(`${state} run ${id} has ${own.length} entries ${kind}`);
    }
  }
  return [...findings.map(({ message }) => message), ...ofRuns];
}
