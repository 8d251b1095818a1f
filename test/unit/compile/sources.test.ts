import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sourceOf } from '../../../controller/compile/sources.ts';
import { DEFAULT_DOCUMENT_LIMITS } from '../../../controller/documents/limits.ts';
import { locate } from '../../../controller/documents/locate.ts';
import { parseText } from '../../../controller/documents/parse.ts';
import type { AnyDocument } from '../../../controller/documents/registry.ts';
import { goldenCases, registryFiles } from '../../golden/run-case.ts';

function documentAt(text: string, index: number): AnyDocument {
  const source = { file: 'teams/web/page.yaml', blobSha: '0', index, text };
  return { kind: 'Team', metadata: { name: 'web' }, spec: { owner: 'web', pathPrefix: '/web' }, source };
}

function place(text: string, index: number): readonly number[] {
  const { line, column } = sourceOf(documentAt(text, index));
  return [line, column];
}

/** What the YAML parser says, for every document of a text without findings; no other is ever compiled. */
function expectAsLocated(text: string): void {
  const { documents, findings } = parseText(text, DEFAULT_DOCUMENT_LIMITS);
  fc.pre(findings.length === 0);
  for (const { index } of documents) {
    const document = documentAt(text, index);
    const { line, column } = locate(document.source, []);
    expect(place(text, index), JSON.stringify(text)).toEqual([line, column]);
  }
}

describe('the source of a resource is where its document begins', () => {
  test('with the name of the document', () => {
    expect(sourceOf(documentAt('kind: Team\n', 0))).toEqual({
      file: 'teams/web/page.yaml',
      line: 1,
      column: 1,
      document: 'Team/web',
    });
  });

  test('after comments, separators and text blocks that look like separators', () => {
    expect(place('# note\n\n---\n# more\nkind: Team\n', 0)).toEqual([5, 1]);
    expect(place('a: 1\n---\nb: 2\n', 1)).toEqual([3, 1]);
    expect(place('a: |\n  ---\n  text\n---\r\n\r\nb: 2\n', 1)).toEqual([6, 1]);
    expect(place('--- {a: 1}\n--- {b: 2}\n', 1)).toEqual([2, 5]);
    expect(place('a: 1\n...\n# between\nb: 2\n', 1)).toEqual([4, 1]);
  });

  test('as the YAML parser finds it, in every golden registry', () => {
    for (const { text } of goldenCases().flatMap(registryFiles)) expectAsLocated(text);
  });

  test('as the YAML parser finds it, in any mixture of lines', () => {
    const lines = [
      '---',
      '...',
      '# note',
      '',
      'a: 1',
      '  ',
      'b: |',
      '  ---',
      '  text',
      '--- # note',
      '--- {c: 3}',
      '  d: 1',
    ];
    const texts = fc.array(fc.constantFrom(...lines), { maxLength: 12 }).map((some) => `${some.join('\n')}\n`);
    fc.assert(fc.property(texts, expectAsLocated), { numRuns: 2000 });
  });
});
