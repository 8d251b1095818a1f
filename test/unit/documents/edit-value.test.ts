import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { editValue } from '../../../controller/documents/edit/edit-value.ts';
import type { Path } from '../../../controller/documents/path.ts';
import type { Json } from '../../../controller/lib/json.ts';

const CHARGE = `# Who charges cards.
apiVersion: holdfast/v1
kind: Function
metadata: { name: charge, labels: {} }
spec:
  runtime: "nodejs24.x"   # the newest
  handler: 'index.handler'

  # More than it needs, see the load test.
  memoryMb: 512 # MB
  s3: {key: payments/charge.zip, objectVersion: "3"}
  environment:
    LOG_LEVEL: info # debug on Fridays
    # Where the money goes.
    BANK: "north"
  layerArns:
    - a # first
    - b
  tags: [p, q]
  text: |
    one
    two
  empty:
---
kind: Route
spec: { method: GET, path: /a }
`;

const edited = (path: Path, value: Json | undefined, text = CHARGE, index = 0) => editValue(text, index, path, value);
/** The lines that are not in the other text, with their sign, as a diff shows them. */
function diff(after: string | undefined, before = CHARGE): readonly string[] {
  const [old, now] = [before.split('\n'), (after ?? '').split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

describe('editValue', () => {
  const changes: readonly (readonly [string, Path, Json | undefined, readonly string[]])[] = [
    ['a number', ['spec', 'memoryMb'], 1024, ['-  memoryMb: 512 # MB', '+  memoryMb: 1024 # MB']],
    [
      'a text in double quotes',
      ['spec', 'runtime'],
      'python3.13',
      ['-  runtime: "nodejs24.x"   # the newest', '+  runtime: "python3.13"   # the newest'],
    ],
    ['a text in single quotes', ['spec', 'handler'], "it's", ["-  handler: 'index.handler'", "+  handler: 'it''s'"]],
    [
      'a plain text that has to be quoted now',
      ['spec', 'environment', 'LOG_LEVEL'],
      'true',
      ['-    LOG_LEVEL: info # debug on Fridays', '+    LOG_LEVEL: "true" # debug on Fridays'],
    ],
    [
      'a part of a map in brackets',
      ['spec', 's3', 'objectVersion'],
      '4',
      [
        '-  s3: {key: payments/charge.zip, objectVersion: "3"}',
        '+  s3: {key: payments/charge.zip, objectVersion: "4"}',
      ],
    ],
    ['a field that was not there', ['spec', 'timeoutSeconds'], 30, ['+  timeoutSeconds: 30']],
    ['a field in a block', ['spec', 'environment', 'TRACE'], 'on', ['+    TRACE: "on"']],
    [
      'a field in brackets',
      ['metadata', 'team'],
      'payments',
      ['-metadata: { name: charge, labels: {} }', '+metadata: { name: charge, labels: {}, team: payments }'],
    ],
    [
      'a field in empty brackets',
      ['metadata', 'labels', 'a'],
      'b',
      ['-metadata: { name: charge, labels: {} }', '+metadata: { name: charge, labels: { a: b } }'],
    ],
    [
      'fields in fields that are not there',
      ['spec', 'alarms', 'errors', 'threshold'],
      5,
      ['+  alarms: { errors: { threshold: 5 } }'],
    ],
    ['a field that says nothing', ['spec', 'empty'], 3, ['-  empty:', '+  empty: 3']],
    ['a field that is taken away', ['spec', 'memoryMb'], undefined, ['-  memoryMb: 512 # MB']],
    [
      'a field taken out of brackets',
      ['spec', 's3', 'objectVersion'],
      undefined,
      ['-  s3: {key: payments/charge.zip, objectVersion: "3"}', '+  s3: {key: payments/charge.zip}'],
    ],
    [
      'the first field taken out of brackets',
      ['spec', 's3', 'key'],
      undefined,
      ['-  s3: {key: payments/charge.zip, objectVersion: "3"}', '+  s3: {objectVersion: "3"}'],
    ],
    ['an item put behind a list', ['spec', 'layerArns'], ['a', 'b', 'c'], ['+    - c']],
    ['an item behind the last', ['spec', 'layerArns', '-'], { name: 'c' }, ['+    - { name: c }']],
    ['an item taken out of a list', ['spec', 'layerArns'], ['b'], ['-    - a # first']],
    ['an item of a list in brackets', ['spec', 'tags'], ['q', 'r'], ['-  tags: [p, q]', '+  tags: [q, r]']],
    ['a text block', ['spec', 'text'], 'one', ['-  text: |', '-    one', '-    two', '+  text: one']],
  ];
  test.each(changes)('%s changes these lines and no others', (_, path, value, lines) => {
    expect(diff(edited(path, value))).toEqual(lines);
  });

  test('the second document of a file, and nothing of the first', () => {
    expect(diff(edited(['spec', 'path'], '/b/{id}', CHARGE, 1))).toEqual([
      '-spec: { method: GET, path: /a }',
      '+spec: { method: GET, path: "/b/{id}" }',
    ]);
  });

  test('a block goes with its last field', () => {
    const text = 'spec:\n  memoryMb: 512\n  alarms:\n    errors:\n      threshold: 5\n';
    expect(edited(['spec', 'alarms', 'errors', 'threshold'], undefined, text)).toBe('spec:\n  memoryMb: 512\n');
  });

  test('line breaks stay what they are, with and without one at the end', () => {
    const windows = 'spec:\r\n  memoryMb: 512 # MB\r\n  a: 1';
    expect(edited(['spec', 'memoryMb'], 1024, windows)).toBe('spec:\r\n  memoryMb: 1024 # MB\r\n  a: 1');
    expect(edited(['spec', 'b'], 2, windows)).toBe('spec:\r\n  memoryMb: 512 # MB\r\n  a: 1\r\n  b: 2\r\n');
  });

  test.each([
    ['a document that is not there', ['spec'], 1, 7],
    ['a part of a text', ['kind', 'x'], 1, 0],
    ['nothing to take away', ['spec', 'nothing'], undefined, 0],
    ['a text that YAML does not take', ['spec', 'memoryMb'], 'a\u2028b', 0],
  ] as const)('%s is not edited', (_, path, value, index) => {
    expect(edited(path, value, CHARGE, index)).toBeUndefined();
  });

  test('a block with an anchor, which no registry may have, is left alone', () => {
    expect(edited(['a'], 2, 'a: &x 1\nb: *x\n')).toBeUndefined();
  });
});

/** A YAML text in the forms that people write, and the paths of its scalars. */
const scalar = fc.oneof(
  fc.integer({ min: -9999, max: 9999 }),
  fc.boolean(),
  fc.string({ maxLength: 12, unit: 'grapheme-ascii' }),
);
const name = fc.stringMatching(/^[a-z][a-zA-Z]{0,6}$/);
const written = (value: unknown) => (typeof value === 'string' ? JSON.stringify(value) : String(value));
const comment = fc.constantFrom('', ' # why', '   # "quoted": [x]');
const block = fc.dictionary(name, fc.tuple(scalar, comment), { minKeys: 1, maxKeys: 5, noNullPrototype: true });
const documentText = fc
  .record({ blocks: fc.dictionary(name, block, { minKeys: 1, maxKeys: 4, noNullPrototype: true }), crlf: fc.boolean() })
  .map(({ blocks, crlf }) => {
    const paths: Path[] = [];
    const lines = Object.entries(blocks).flatMap(([key, fields], at) => {
      for (const field of Object.keys(fields)) paths.push([key, field]);
      const inside = Object.entries(fields).map(([field, [value, said]]) => [`${field}: ${written(value)}`, said]);
      if (at % 2 === 1) return ['# in brackets', `${key}: {${inside.map(([text]) => text).join(', ')}} # all`];
      return [`${key}:`, ...inside.flatMap(([text, said]) => [`  ${text}${said}`, '', '  # between'])];
    });
    return { text: `${lines.join(crlf ? '\r\n' : '\n')}${crlf ? '\r\n' : '\n'}`, paths };
  });

test('another scalar changes its own line, and every other line stays as it is, byte for byte', () => {
  const chosen = documentText.chain((document) =>
    fc.record({ document: fc.constant(document), path: fc.constantFrom(...document.paths), value: scalar }),
  );
  fc.assert(
    fc.property(chosen, ({ document: { text }, path, value }) => {
      const after = editValue(text, 0, path, value);
      const [old, now] = [text.split('\n'), (after ?? 'refused').split('\n')];
      expect(now).toHaveLength(old.length);
      expect(old.filter((line, at) => line !== now[at]).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});
