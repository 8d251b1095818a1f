import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, fence, prose, table } from '../../../controller/report/markdown.ts';
import { ACTIVE, readMarkdown } from './markdown-reader.ts';
import { nasty } from './nasty.ts';

describe('user text in Markdown', () => {
  test.each([
    ['512', '`512`'],
    ['a`b', '``a`b``'],
    ['`', '`` ` ``'],
    ['``` x', '```` ``` x ````'],
    ['a|b', '`a\\u007cb`'],
    ['line\nbreak', '`line\\u000abreak`'],
    ['right\u202eleft', '`right\\u202eleft`'],
    ['', '` `'],
    [' padded ', '`  padded  `'],
    ['\ud800', '`\ufffd`'],
  ])('G7: %j as code is %s', (text, expected) => {
    expect(code(text)).toBe(expected);
  });

  test.each([
    ['Did you mean memoryMb?', 'Did you mean memoryMb?'],
    ['spec has no field "memorySize"', 'spec has no field "memorySize"'],
    ['ask @acme/platform, see https://x.example', 'ask `@acme/platform,` see `https://x.example`'],
    ['<img src=x onerror=alert(1)>', '`<img` src=x `onerror=alert(1)>`'],
    ['a ![b](c) d', 'a `![b](c)` d'],
    ['fixed in deadbeef and #12', 'fixed in `deadbeef` and `#12`'],
    ['two\nlines', 'two lines'],
    ['www.evil.example', '`www.evil.example`'],
  ])('G7: %j as prose is %s', (text, expected) => {
    expect(prose(text)).toBe(expected);
  });

  test('S1: a token inside user text is not shown', () => {
    const token = `ghs_${'a1'.repeat(18)}`;
    expect(prose(`bad credentials ${token} for x`)).toBe('bad credentials `<token>` for x');
    expect(code(token)).toBe('`<token>`');
  });

  test('G7: no string gets out of code or prose', () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        const { outside } = readMarkdown(`See ${code(first)} and ${prose(second)} then ${code(second)}.`);
        expect(outside).not.toMatch(ACTIVE);
      }),
      { numRuns: 2_000 },
    );
  });

  test('G7: no string gets out of a table cell or adds one', () => {
    fc.assert(
      fc.property(nasty, nasty, (first, second) => {
        const rows = [
          [code(first), prose(second)],
          [prose(first), code(second)],
        ];
        const read = readMarkdown(table(['a', 'b'], rows));
        expect(read.tables).toEqual([[2, 2, 2, 2]]);
        expect(read.outside.replaceAll('---', '')).not.toMatch(ACTIVE);
      }),
      { numRuns: 2_000 },
    );
  });

  test('G7: no string ends the fence it stands in', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const read = readMarkdown(`before\n\n${fence('json', text)}\n\nafter`);
        expect(read.fences).toHaveLength(1);
        expect(read.open).toBe(false);
        expect(read.outside.trim().split(/\s+/)).toEqual(['before', 'after']);
      }),
      { numRuns: 2_000 },
    );
  });
});
