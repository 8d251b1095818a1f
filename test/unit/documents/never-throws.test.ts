import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { locate } from '../../../controller/documents/locate.ts';
import { loadWith, snapshotOf, TODAY, VALID } from './registry-files.ts';

const STARTER = new URL('../../../registry/starter/', import.meta.url);
const SEEDS = [
  'platform.yaml',
  'teams/payments/charge.yaml',
  'teams/payments/team.yaml',
  'teams/orders/status.yaml',
].map((path) => readFileSync(new URL(path, STARTER), 'utf8'));

/** What must hold for any text: findings with places inside their files, only documents that are whole, the same again next time. */
function checkAnyText(path: string, text: string): void {
  const { registry, findings } = loadWith({ [path]: text });
  const again = loadWith({ [path]: text });
  expect(again.findings).toEqual(findings);
  const lines = text.split('\n').length;
  for (const { file, line, column, message } of findings) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(column).toBeGreaterThanOrEqual(1);
    if (file === path) expect(line).toBeLessThanOrEqual(lines);
    expect(message).not.toBe('');
  }
  for (const { source } of registry.documents) locate(source, ['spec', 'x', 0]);
}

const path = fc.constantFrom(
  'platform.yaml',
  'teams/payments/charge.yaml',
  'teams/payments/team.yaml',
  'teams/payments/x.yaml',
  'policies/x.yaml',
);
const piece = fc.constantFrom(
  '- ',
  ': ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '\n',
  '  ',
  '---\n',
  '&a ',
  '*a',
  '!t ',
  '#',
  '|',
  '>',
  '\t',
  '0',
  '.inf',
  '~',
  '<<',
);

/** A starter file with some characters cut out, put in or repeated. */
const mutated = fc
  .tuple(
    fc.constantFrom(...SEEDS),
    fc.array(fc.tuple(fc.nat(1000), fc.nat(12), fc.oneof(piece, fc.string({ maxLength: 6 }))), {
      minLength: 1,
      maxLength: 6,
    }),
  )
  .map(([seed, edits]) => edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), seed));

/** A document of the right shape with any values in it. */
const anyDocument = fc
  .record({
    apiVersion: fc.oneof(fc.constant('holdfast/v1'), fc.jsonValue()),
    kind: fc.oneof(fc.constantFrom('Platform', 'Team', 'Function', 'Route'), fc.jsonValue()),
    metadata: fc.oneof(fc.record({ name: fc.oneof(fc.constantFrom('payments', 'x'), fc.jsonValue()) }), fc.jsonValue()),
    spec: fc.oneof(
      fc.dictionary(
        fc.constantFrom(
          's3',
          'runtime',
          'statements',
          'environment',
          'subnets',
          'roleArn',
          'network',
          'api',
          'path',
          'owner',
        ),
        fc.jsonValue(),
      ),
      fc.jsonValue(),
    ),
  })
  .map((document) => JSON.stringify(document));

describe('R2: loadDocuments never throws, and always gives the same answer', () => {
  test('on any text', () => {
    fc.assert(fc.property(path, fc.string({ unit: 'binary', maxLength: 200 }), checkAnyText), { numRuns: 300 });
  });

  test('on any sequence of YAML signs', () => {
    fc.assert(
      fc.property(
        path,
        fc.array(piece, { maxLength: 60 }).map((parts) => parts.join('')),
        checkAnyText,
      ),
      { numRuns: 500 },
    );
  });

  test('on mutated registry files', () => {
    fc.assert(fc.property(path, mutated, checkAnyText), { numRuns: 500 });
  });

  test('on a kind that cannot be made a text', () => {
    checkAnyText(
      'platform.yaml',
      'kind: [{"toString": ""}]\nmetadata: {name: {"toString": ""}}\nspec: {"toString": 1, "valueOf": 2}\n',
    );
  });

  test('on documents with any values', () => {
    fc.assert(fc.property(path, anyDocument, checkAnyText), { numRuns: 500 });
  });

  test('on many files of many paths', () => {
    const files = fc.dictionary(
      fc.constantFrom(
        'platform.yaml',
        'teams/a/team.yaml',
        'teams/a/x.yaml',
        'teams/a-b/team.yaml',
        'overlays/dev.yaml',
        'policies/p.yml',
        'teams/b/c/d.yml',
      ),
      fc.oneof(fc.constantFrom(...SEEDS, ...Object.values(VALID)), mutated),
    );
    fc.assert(
      fc.property(files, (registry) => {
        const { findings } = loadDocuments(snapshotOf(registry), { today: TODAY });
        expect(findings.every(({ line, column }) => line >= 1 && column >= 1)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
