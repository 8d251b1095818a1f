import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readCommand } from '../../../controller/trigger/read-command.ts';
import { COMMAND_VERBS } from '../../../controller/trigger/trigger.ts';

test.each([
  ['/holdfast plan', 'plan', []],
  ['/holdfast   plan \t c0ffee0', 'plan', ['c0ffee0']],
  ['/holdfast apply', 'apply', []],
  ['/holdfast confirm', 'confirm', []],
  ['/holdfast confirm data-loss iam', 'confirm', ['data-loss', 'iam']],
  ['/holdfast retry\n\nthe network was down', 'retry', []],
  ['/holdfast suspend we move the database', 'suspend', ['we', 'move', 'the', 'database']],
  ['/holdfast resume\r\nthanks', 'resume', []],
  ['/holdfast revert', 'revert', []],
  ['/holdfast help me', 'help', ['me']],
  ['/holdfast', 'help', []],
  ['/holdfast destroy all', 'help', []],
  ['/holdfast Plan', 'help', []],
  ['/holdfast plan\u202egnp', 'plan', ['gnp']],
] as const)('%j is %s %j', (body, verb, words) => {
  expect(readCommand(body)).toEqual({ verb, words });
});

test('a long line is cut, in words of bounded length', () => {
  const long = readCommand(`/holdfast suspend ${'x'.repeat(10_000)}`);
  expect(long).toEqual({ verb: 'suspend', words: ['x'.repeat(200)] });
  expect(readCommand(`/holdfast suspend ${'x '.repeat(200)}`)?.words).toHaveLength(50);
});

test('W6: no value whatever throws, and all that comes of it is in the grammar', () => {
  const bodies = fc.oneof(
    fc.anything(),
    fc.string({ unit: 'binary' }),
    fc.string().map((text) => `/holdfast ${text}`),
  );
  fc.assert(
    fc.property(bodies, (body) => {
      const read = readCommand(body);
      if (read === undefined) return;
      expect(COMMAND_VERBS).toContain(read.verb);
      for (const word of read.words) expect(word).toMatch(/^[^\s\p{Cc}]{1,200}$/u);
    }),
    { numRuns: 1_000 },
  );
});
