/** The steps of the demo, in their order. */
export const STEPS = [
  'local-cloud-up',
  'bootstrap-deployed',
  'registry-seeded',
  'pull-request-opened',
  'plan-check-posted',
  'merged',
  'applied',
  'route-answered',
  'drift-made',
  'drift-detected',
  'drift-blamed',
  'drift-reverted',
  'drift-adopted',
  'rolled-back',
  'everything-applied',
  'file-processed',
  'prune-refused-without-consent',
  'broken-pull-request-rejected',
] as const;

/** One of {@link STEPS}. */
export type StepName = (typeof STEPS)[number];

/** What `--format json` prints of a step. `detail` is a sentence; of a failed step it is the reason. */
export interface StepResult {
  readonly step: StepName;
  readonly ok: boolean;
  readonly ms: number;
  readonly detail: string;
}

/** What a step did: a sentence, and lines worth reading below it. */
export interface Told {
  readonly detail: string;
  readonly more?: string;
}

/** Runs steps one after the other, timing each; `tell` hears of every one as it starts and as it ends. */
export class Narrator {
  readonly results: StepResult[] = [];
  readonly #tell: (result: StepResult, more: string) => void;
  readonly #begin: (step: StepName) => void;

  constructor(begin: (step: StepName) => void, tell: (result: StepResult, more: string) => void) {
    this.#begin = begin;
    this.#tell = tell;
  }

  /** Runs a step and gives what it gives. A step that throws is recorded as failed and thrown on. */
  async step<T>(step: StepName, work: () => Promise<{ readonly value: T } & Told>): Promise<T> {
    this.#begin(step);
    const started = performance.now();
    try {
      const { value, detail, more = '' } = await work();
      this.#record({ step, ok: true, ms: elapsed(started), detail }, more);
      return value;
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      this.#record({ step, ok: false, ms: elapsed(started), detail }, '');
      throw error;
    }
  }

  /** Adds to the failed step what may be the reason, for the person who reads along. */
  explain(lines: readonly string[]): void {
    const last = this.results.at(-1);
    if (last !== undefined && lines.length > 0) this.#tell(last, lines.join('\n'));
  }

  #record(result: StepResult, more: string): void {
    this.results.push(result);
    this.#tell(result, more);
  }
}

function elapsed(started: number): number {
  return Math.round(performance.now() - started);
}
