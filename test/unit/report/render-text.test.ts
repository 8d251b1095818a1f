import { describe, expect, test } from 'vitest';
import type { Palette } from '../../../controller/report/palette.ts';
import { renderFindingsMarkdown } from '../../../controller/report/render-markdown.ts';
import { renderFindingsText, renderText } from '../../../controller/report/render-text.ts';
import { PLAIN } from './plain.ts';
import { ERRORS, PLANNED } from './reports.ts';

/** Shows where each colour begins and ends. */
const named = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
const NAMED: Palette = {
  bold: named('b'),
  dim: named('d'),
  red: named('r'),
  green: named('g'),
  yellow: named('y'),
  cyan: named('c'),
};

describe('findings of validate', () => {
  test('each has its place, code, message and hint; the count comes last', () => {
    expect(renderFindingsText(ERRORS.slice(0, 1), 12, PLAIN)).toBe(
      [
        'teams/payments/charge.yaml:9:3 error UnknownField',
        '  spec has no field "memorySize"',
        '  → Did you mean memoryMb?',
        '',
        '1 error in 1 file (12 documents)',
        '',
      ].join('\n'),
    );
  });

  test('nothing found is said, not silent', () => {
    expect(renderFindingsText([], 1, PLAIN)).toBe('No findings (1 document)\n');
    expect(renderFindingsMarkdown([], 2)).toBe('**No findings** (2 documents)\n');
  });

  test('as Markdown they are a table', () => {
    expect(renderFindingsMarkdown(ERRORS.slice(0, 1), 3)).toBe(
      [
        '**1 error in 1 file** (3 documents)',
        '',
        '### Findings',
        '',
        '|  | Where | What |',
        '| --- | --- | --- |',
        '| **error** | `teams/payments/charge.yaml:9:3` | **UnknownField** spec has no field "memorySize" → Did you mean memoryMb? |',
        '',
      ].join('\n'),
    );
  });
});

describe('colours', () => {
  test('errors are red, what is created green, hints cyan', () => {
    const findings = renderFindingsText(ERRORS.slice(0, 1), 1, NAMED);
    expect(findings).toContain('<b>teams/payments/charge.yaml:9:3</b> <r>error</r> <d>UnknownField</d>');
    expect(findings).toContain('<c>→ Did you mean memoryMb?</c>');
    expect(findings).toContain('<r><b>1 error in 1 file</b></r>');
    expect(renderText(PLANNED, NAMED)).toContain('<g>+</g> Function/charge FunctionCharge');
    expect(renderText(PLANNED, NAMED)).toContain('  +0.17  Function/refund FunctionRefund  <d>Lambda::Function</d>\n');
  });
});
