import { beforeEach, describe, expect, test } from 'vitest';
import type { ChangeProposal, ChangeProposer } from '../../controller/adopt/port.ts';

/** A ChangeProposer and the other side of it: a repository whose branch `main` has `a.yaml` and `b.yaml`. */
export interface ChangeProposerHarness {
  readonly proposer: ChangeProposer;
  readonly baseSha: string;
  /** Login of a person. */
  readonly author: string;
  /** The text of a file where a branch is now; `undefined` where there is no such file or branch. */
  textOn(branch: string, path: string): Promise<string | undefined>;
  /** Numbers of the open pull requests, in order. */
  openPulls(): Promise<readonly number[]>;
  close(number: number): Promise<void>;
  /** A person commits to a branch. */
  commitTo(branch: string, path: string, text: string): Promise<void>;
  /** The same for an App that may not write to the registry. */
  forbidden(): ChangeProposer;
}

const BRANCH = 'holdfast/adopt-0123456789';

/** What every ChangeProposer promises. `create` gives an untouched repository at each call. */
export function changeProposerContract(name: string, create: () => Promise<ChangeProposerHarness>): void {
  describe(`ChangeProposer: ${name}`, () => {
    let harness: ChangeProposerHarness;
    let proposal: ChangeProposal;
    beforeEach(async () => {
      harness = await create();
      const files = [{ path: 'a.yaml', text: 'a: 2\n' }];
      const { baseSha } = harness;
      const { author } = harness;
      proposal = { branch: BRANCH, base: 'main', baseSha, files, author, title: 'Say what AWS has', body: 'Because.' };
    });

    test('opens a pull request with the files, and leaves everything else as it is', async () => {
      const { kind, number } = await harness.proposer.propose(proposal);
      expect([kind, await harness.openPulls()]).toEqual(['opened', [number]]);
      expect(await harness.textOn(BRANCH, 'a.yaml')).toBe('a: 2\n');
      expect(await harness.textOn(BRANCH, 'b.yaml')).toBe('b: 1\n');
      expect(await harness.textOn('main', 'a.yaml')).toBe('a: 1\n');
    });

    test('C3: the same proposal again is the same pull request', async () => {
      const { number } = await harness.proposer.propose(proposal);
      expect(await harness.proposer.propose(proposal)).toMatchObject({ kind: 'unchanged', number });
      expect(await harness.openPulls()).toEqual([number]);
    });

    test('other texts for the same branch bring the pull request up to date', async () => {
      const { number } = await harness.proposer.propose(proposal);
      const files = [{ path: 'b.yaml', text: 'b: 3\n' }];
      expect(await harness.proposer.propose({ ...proposal, files })).toMatchObject({ kind: 'updated', number });
      expect(await harness.textOn(BRANCH, 'b.yaml')).toBe('b: 3\n');
      expect(await harness.textOn(BRANCH, 'a.yaml')).toBe('a: 1\n');
      expect(await harness.openPulls()).toEqual([number]);
    });

    test('work of people on the branch is left alone', async () => {
      const { number } = await harness.proposer.propose(proposal);
      await harness.commitTo(BRANCH, 'a.yaml', 'a: 7\n');
      const files = [{ path: 'a.yaml', text: 'a: 3\n' }];
      expect(await harness.proposer.propose({ ...proposal, files })).toMatchObject({ kind: 'left', number });
      expect(await harness.textOn(BRANCH, 'a.yaml')).toBe('a: 7\n');
    });

    test('after the pull request was closed, another one is opened', async () => {
      const { number } = await harness.proposer.propose(proposal);
      await harness.close(number);
      const again = await harness.proposer.propose(proposal);
      expect(again.kind).toBe('opened');
      expect(again.number).not.toBe(number);
      expect(await harness.openPulls()).toEqual([again.number]);
    });

    test('after that, commits of people without a pull request are left alone, too', async () => {
      const { number } = await harness.proposer.propose(proposal);
      await harness.close(number);
      await harness.commitTo(BRANCH, 'a.yaml', 'a: 7\n');
      await expect(harness.proposer.propose(proposal)).rejects.toMatchObject({ code: 'ProposalTaken' });
      expect(await harness.textOn(BRANCH, 'a.yaml')).toBe('a: 7\n');
    });

    test('without the permission it says so, and writes nothing', async () => {
      await expect(harness.forbidden().propose(proposal)).rejects.toMatchObject({
        code: 'ProposalForbidden',
        retryable: false,
      });
      expect([await harness.openPulls(), await harness.textOn(BRANCH, 'a.yaml')]).toEqual([[], undefined]);
    });
  });
}
