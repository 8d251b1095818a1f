import { beforeEach, describe, expect, test } from 'vitest';
import type { CommentWriter } from '../../controller/report/comments-port.ts';

/** A CommentWriter and the other side of it. */
export interface CommentWriterHarness {
  readonly writer: CommentWriter;
  /** A pull request and a comment of a person on it. */
  readonly number: number;
  readonly comment: number;
  /** What we wrote on the pull request, in order, without hidden marks. */
  replies(): Promise<readonly string[]>;
  reactions(): Promise<readonly string[]>;
}

/** What every CommentWriter promises. `create` gives an untouched pull request at each call. */
export function commentWriterContract(name: string, create: () => Promise<CommentWriterHarness>): void {
  describe(`CommentWriter: ${name}`, () => {
    let harness: CommentWriterHarness;
    beforeEach(async () => {
      harness = await create();
    });

    test('C3: a sign is put under a comment once, and another one beside it', async () => {
      const { writer, comment } = harness;
      await writer.react(comment, 'eyes');
      await writer.react(comment, 'eyes');
      await writer.react(comment, '+1');
      expect(await harness.reactions()).toEqual(['eyes', '+1']);
    });

    test('C3: an answer is written once, whatever it says the second time', async () => {
      const { writer, number } = harness;
      await writer.reply(number, '72d3162e-cc78-11e3-81ab-4c9367dc0958', 'The label is gone.');
      await writer.reply(number, '72d3162e-cc78-11e3-81ab-4c9367dc0958', 'Something else.');
      await writer.reply(number, '93a8b5a0-cc78-11e3-9c1a-08002741a7d2', '**Yes**, `ä`.');
      expect(await harness.replies()).toEqual(['The label is gone.', '**Yes**, `ä`.']);
    });
  });
}
