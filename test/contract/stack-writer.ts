import { describe, test } from 'vitest';
import { CHANGE_SETS } from './stack-writer/change-sets.ts';
import { LOOKING } from './stack-writer/looking.ts';
import { OPERATIONS } from './stack-writer/operations.ts';
import type { Skips, StackWriterSubject } from './stack-writer/subject.ts';

/** One promise of the port. */
export interface ContractTest {
  readonly id: string;
  readonly name: string;
  run(subject: StackWriterSubject): Promise<void>;
}

const CHAPTERS = { looking: LOOKING, 'change sets': CHANGE_SETS, operations: OPERATIONS };

/**
 * What every StackWriter promises, whatever stands behind it. `makeSubject` is called for each test; subjects may share one
 * cloud, because no two tests use the same names. What an implementation cannot do is skipped with its reason.
 */
export function describeStackWriter(name: string, makeSubject: () => StackWriterSubject, skips: Skips = {}): void {
  describe(`StackWriter: ${name}`, () => {
    for (const [chapter, tests] of Object.entries(CHAPTERS)) {
      describe(chapter, () => {
        for (const promise of tests) {
          const reason = skips[promise.id];
          const title = `${promise.id} ${promise.name}`;
          if (reason === undefined) test(title, () => promise.run(makeSubject()));
          else test.skip(`${title} (not here: ${reason})`, () => {});
        }
      });
    }
  });
}
