import { beforeEach, describe, expect, test } from 'vitest';
import type { CheckAnnotation, CheckContent, CheckWriter } from '../../controller/report/port.ts';

/** A check run as a reader of the page sees it. */
export interface ShownRun {
  readonly id: number;
  readonly name: string;
  readonly conclusion: 'success' | 'failure' | undefined;
  readonly externalId: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  /** Titles are left out: not every implementation under test keeps them. */
  readonly annotations: readonly Omit<CheckAnnotation, 'title'>[];
}

/** A CheckWriter and the other side of it. */
export interface CheckWriterHarness {
  readonly writer: CheckWriter;
  /** Two commits that checks can be written on. */
  readonly commits: readonly [string, string];
  /** The run that GitHub shows for this name on this commit: the newest. */
  shown(name: string, sha: string): Promise<ShownRun | undefined>;
  /** Number of runs of this name on this commit, older ones included. */
  count(name: string, sha: string): Promise<number>;
}

const PLAN = 'holdfast/plan';

export const DONE: CheckContent = {
  title: '2 to create, 1 to update, 0 to delete',
  summary: '**2 to create**\n\n| a | b |\n| --- | --- |\n| `x` | `y` |',
  text: '```json\n[]\n```',
  annotations: [],
  actions: [],
  conclusion: 'success',
};

export const RUNNING: CheckContent = {
  title: 'Applying: 0 of 2 stacks done',
  summary: 'Applying',
  text: '',
  annotations: [],
  actions: [],
};

/** So many annotations, each at its own line. */
export function annotations(count: number, message = 'wrong'): CheckAnnotation[] {
  return Array.from({ length: count }, (_, index) => ({
    path: 'teams/payments/charge.yaml',
    line: index + 1,
    level: 'failure',
    title: 'UnknownField',
    message: `${message} ${index}`,
  }));
}

function withoutTitles(list: readonly CheckAnnotation[]): readonly Omit<CheckAnnotation, 'title'>[] {
  return list.map(({ path, line, level, message }) => ({ path, line, level, message }));
}

/** What every CheckWriter promises. `create` gives an empty repository's checks at each call. */
export function checkWriterContract(name: string, create: () => Promise<CheckWriterHarness>): void {
  describe(`CheckWriter: ${name}`, () => {
    let harness: CheckWriterHarness;
    let sha: string;
    beforeEach(async () => {
      harness = await create();
      sha = harness.commits[0];
    });

    test('G5: a check stands on exactly its commit with everything that was given', async () => {
      await harness.writer.writeCheck(PLAN, sha, 'run-1', { ...DONE, annotations: annotations(2) });
      expect(await harness.shown(PLAN, sha)).toMatchObject({
        name: PLAN,
        conclusion: 'success',
        externalId: 'run-1',
        title: DONE.title,
        summary: DONE.summary,
        text: DONE.text,
        annotations: withoutTitles(annotations(2)),
      });
      expect(await harness.count(PLAN, harness.commits[1])).toBe(0);
    });

    test('a check that goes on is rewritten in place until it ends', async () => {
      await harness.writer.writeCheck(PLAN, sha, 'run-1', RUNNING);
      const first = await harness.shown(PLAN, sha);
      expect(first).toMatchObject({ conclusion: undefined, title: RUNNING.title });
      await harness.writer.writeCheck(PLAN, sha, 'run-1', { ...RUNNING, title: 'Applying: 1 of 2 stacks done' });
      await harness.writer.writeCheck(PLAN, sha, 'run-1', {
        ...DONE,
        conclusion: 'failure',
        annotations: annotations(1),
      });
      expect(await harness.shown(PLAN, sha)).toMatchObject({
        id: first?.id,
        conclusion: 'failure',
        title: DONE.title,
        annotations: withoutTitles(annotations(1)),
      });
      expect(await harness.count(PLAN, sha)).toBe(1);
    });

    test('C3: repeating a write changes nothing', async () => {
      const content = { ...DONE, annotations: annotations(60) };
      await harness.writer.writeCheck(PLAN, sha, 'run-1', content);
      const before = await harness.shown(PLAN, sha);
      await harness.writer.writeCheck(PLAN, sha, 'run-1', content);
      await harness.writer.writeCheck(PLAN, sha, 'run-1', content);
      expect(await harness.shown(PLAN, sha)).toEqual(before);
      expect(await harness.count(PLAN, sha)).toBe(1);
    });

    test('G1: more annotations than one request takes all arrive, once', async () => {
      await harness.writer.writeCheck(PLAN, sha, 'run-1', {
        ...DONE,
        conclusion: 'failure',
        annotations: annotations(120),
      });
      const shown = await harness.shown(PLAN, sha);
      expect(shown?.annotations).toEqual(withoutTitles(annotations(120)));
      expect(shown?.conclusion).toBe('failure');
    });

    test('a fixed mistake is no longer annotated', async () => {
      await harness.writer.writeCheck(PLAN, sha, 'run-1', {
        ...DONE,
        conclusion: 'failure',
        annotations: annotations(3),
      });
      await harness.writer.writeCheck(PLAN, sha, 'run-1', { ...DONE, annotations: annotations(1, 'other') });
      expect(await harness.shown(PLAN, sha)).toMatchObject({
        conclusion: 'success',
        annotations: withoutTitles(annotations(1, 'other')),
      });
    });

    test('a finished check that starts again is shown as running', async () => {
      await harness.writer.writeCheck(PLAN, sha, 'run-1', { ...DONE, annotations: annotations(1) });
      await harness.writer.writeCheck(PLAN, sha, 'run-2', RUNNING);
      expect(await harness.shown(PLAN, sha)).toMatchObject({
        conclusion: undefined,
        title: RUNNING.title,
        externalId: 'run-2',
        annotations: [],
      });
      await harness.writer.writeCheck(PLAN, sha, 'run-2', { ...DONE, conclusion: 'failure' });
      expect(await harness.shown(PLAN, sha)).toMatchObject({ conclusion: 'failure', externalId: 'run-2' });
    });

    test('a conclusion can change while nothing else does', async () => {
      await harness.writer.writeCheck(PLAN, sha, 'run-1', DONE);
      await harness.writer.writeCheck(PLAN, sha, 'run-1', { ...DONE, conclusion: 'failure' });
      expect(await harness.shown(PLAN, sha)).toMatchObject({ conclusion: 'failure' });
    });

    test('checks of other names and other commits are left alone', async () => {
      const other = harness.commits[1];
      await harness.writer.writeCheck(PLAN, sha, 'run-1', DONE);
      await harness.writer.writeCheck('holdfast/apply', sha, 'run-1', RUNNING);
      await harness.writer.writeCheck(PLAN, other, 'run-2', { ...DONE, conclusion: 'failure' });
      expect(await harness.shown(PLAN, sha)).toMatchObject({ conclusion: 'success', externalId: 'run-1' });
      expect(await harness.shown('holdfast/apply', sha)).toMatchObject({ conclusion: undefined });
      expect(await harness.shown(PLAN, other)).toMatchObject({ conclusion: 'failure', externalId: 'run-2' });
      expect(await harness.count(PLAN, sha)).toBe(1);
    });
  });
}
