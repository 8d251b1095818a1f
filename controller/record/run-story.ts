import type { EvidenceEntry, EvidenceFact } from './evidence.ts';

type Fact<K extends EvidenceFact['kind']> = Extract<EvidenceFact, { readonly kind: K }>;

/** What the evidence says of one attempt of a run, put together from its entries. Parts that were not kept are absent. */
export interface RunStory {
  /** Numbers of the entries, in order. */
  readonly entries: readonly number[];
  readonly started?: Fact<'run-started'>;
  readonly approval?: Fact<'approval'>['approval'];
  readonly consents: readonly Fact<'consent'>[];
  readonly changeSets: readonly Fact<'change-set'>[];
  readonly operations: readonly Fact<'stack-events'>[];
  readonly revert?: Fact<'revert'>;
  readonly ended?: Fact<'run-ended'>;
}

/** The story of one attempt, from any entries that hold its own. Pure. */
export function storyOf(entries: readonly EvidenceEntry[], run: string, attempt: number): RunStory {
  const own = entries.filter((entry) => entry.run === run && entry.attempt === attempt);
  const all = <K extends EvidenceFact['kind']>(kind: K) => own.map(({ fact }) => fact).filter(isOf(kind));
  const [started] = all('run-started');
  const [approval] = all('approval');
  const [revert] = all('revert');
  const [ended] = all('run-ended');
  return {
    entries: own.map(({ number }) => number),
    ...(started && { started }),
    ...(approval && { approval: approval.approval }),
    consents: all('consent'),
    changeSets: all('change-set'),
    operations: all('stack-events'),
    ...(revert && { revert }),
    ...(ended && { ended }),
  };
}

function isOf<K extends EvidenceFact['kind']>(kind: K): (fact: EvidenceFact) => fact is Fact<K> {
  return (fact): fact is Fact<K> => fact.kind === kind;
}
