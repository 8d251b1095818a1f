import * as z from 'zod';
import type { EvidenceEntry, EvidenceFact } from './evidence.ts';

const factTop = z.looseObject({ kind: z.string() });
const fact = z.custom<EvidenceFact>((value) => factTop.safeParse(value).success, 'not a fact');

/** Loose, as for every record: what a newer release added is part of what was hashed. */
const entry: z.ZodType<EvidenceEntry> = z.looseObject({
  run: z.string(),
  attempt: z.number(),
  key: z.string(),
  sha: z.string(),
  at: z.number(),
  fact,
  environment: z.string(),
  number: z.number(),
  body: z.exactOptional(z.string()),
  previous: z.string(),
  hash: z.string(),
});

/** An entry from its bytes; `undefined` when they are no entry. Says nothing about whether it is genuine. */
export function parseEvidence(text: string): EvidenceEntry | undefined {
  try {
    return entry.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
