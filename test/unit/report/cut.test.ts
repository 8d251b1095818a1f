import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteLength, CHECK_TEXT_BYTES, cutMarkdown } from '../../../controller/report/cut.ts';
import { readMarkdown } from './markdown-reader.ts';

describe('cutting to GitHub’s limits', () => {
  test('G1: what fits stays as it is, to the last byte', () => {
    const exact = 'é'.repeat((CHECK_TEXT_BYTES - 1) / 2).concat('x');
    expect(byteLength(exact)).toBe(65_535);
    expect(cutMarkdown(exact, 'See all.')).toBe(exact);
  });

  test('G1: one byte more is cut at a line, the fence is closed, a notice follows', () => {
    const line = 'ü'.repeat(40);
    const long = ['before', '', '````json', ...Array.from({ length: 20 }, () => line), '````', 'after'].join('\n');
    expect(cutMarkdown(long, 'See all.', 300)).toBe(
      [
        'before',
        '',
        '````json',
        line,
        line,
        '````',
        '',
        '**Cut here:** the rest does not fit into a GitHub check. See all.',
      ].join('\n'),
    );
  });

  test('G1: a line that alone is too long is left out, never torn', () => {
    const torn = `\`${'x'.repeat(70_000)}\``;
    expect(cutMarkdown(`kept\n${torn}`, 'See all.')).toBe(
      'kept\n\n**Cut here:** the rest does not fit into a GitHub check. See all.',
    );
  });

  test('G1: any Markdown stays within any limit, starts as it did, and leaves no fence open', () => {
    const line = fc.constantFrom(
      'text',
      '日本語の行',
      '🙂🙂',
      '```json',
      '```',
      '````',
      '| `a` | `b` |',
      '',
      '{"a": 1}',
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 120, max: 400 }), (lines, limit) => {
        const markdown = lines.join('\n');
        const cut = cutMarkdown(markdown, 'See all.', limit);
        expect(byteLength(cut)).toBeLessThanOrEqual(limit);
        if (byteLength(markdown) <= limit) {
          expect(cut).toBe(markdown);
          return;
        }
        expect(readMarkdown(cut).open).toBe(false);
        const kept = cut.split('\n').slice(0, -3);
        expect(lines.slice(0, kept.length)).toEqual(kept);
      }),
      { numRuns: 2_000 },
    );
  });
});
