import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DEFAULT_READING_LIMITS, MOST, readLimits } from '../../controller/reading-limits.ts';

const read = (text: string | undefined) => readLimits(text, '--limits');

describe('limits', () => {
  test('are the defaults where nobody says otherwise', () => {
    for (const text of [undefined, '', ' , ']) expect(read(text)).toEqual(DEFAULT_READING_LIMITS);
  });

  test('can each be set, the others stay', () => {
    const limits = read('files=50000, fileBytes=1048576,totalBytes=2,depth=3,entries=4,documents=5,findings=6');
    expect(limits).toEqual({
      source: { files: 50_000, fileBytes: 1_048_576, totalBytes: 2, concurrency: 16 },
      documents: { depth: 3, entries: 4, tokens: 40, documents: 5, findings: 6, registryFindings: 6 },
    });
    expect(read('findings=5000').documents).toMatchObject({ findings: 100, registryFindings: 5_000, depth: 64 });
  });

  test.each([
    [
      'flies=1',
      '--limits has "flies=1", but takes files, fileBytes, totalBytes, depth, entries, documents, findings, each with =number.',
    ],
    [
      'files',
      '--limits has "files", but takes files, fileBytes, totalBytes, depth, entries, documents, findings, each with =number.',
    ],
    [
      'files=-1',
      '--limits has "files=-1", but takes files, fileBytes, totalBytes, depth, entries, documents, findings, each with =number.',
    ],
    [
      'toString=1',
      '--limits has "toString=1", but takes files, fileBytes, totalBytes, depth, entries, documents, findings, each with =number.',
    ],
    ['files=0', '--limits has files=0, but files can be 1 to 100000.'],
    ['depth=201', '--limits has depth=201, but depth can be 1 to 200.'],
  ])('R2: %s is refused', (text, message) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'ConfigInvalid', message }));
  });

  test('docs/reference/limits.md has their names, defaults and largest values', () => {
    const page = readFileSync(new URL('../../docs/reference/limits.md', import.meta.url), 'utf8');
    const { source, documents } = DEFAULT_READING_LIMITS;
    const defaults: Readonly<Record<string, number>> = {
      files: source.files,
      fileBytes: source.fileBytes,
      totalBytes: source.totalBytes,
      documents: documents.documents,
      entries: documents.entries,
      depth: documents.depth,
      findings: documents.registryFindings,
    };
    const rows = [...page.matchAll(/^\| `(\w+)` \| ([\d,]+) \| ([\d,]+) \|/gm)].map(
      ([, name = '', preset = '', most = '']) => [
        name,
        Number(preset.replaceAll(',', '')),
        Number(most.replaceAll(',', '')),
      ],
    );
    expect(rows).toEqual(
      Object.entries(defaults).map(([name, value]) => [name, value, MOST[name as keyof typeof MOST]]),
    );
  });
});
