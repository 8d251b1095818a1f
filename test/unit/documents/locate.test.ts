import { expect, test } from 'vitest';
import { locate, locateAt } from '../../../controller/documents/locate.ts';
import type { DocumentSource } from '../../../controller/documents/registry.ts';

const TEXT = `# a comment
apiVersion: holdfast/v1
spec:
  s3:
    key: a.zip
  layerArns:
    - one
    - valueFrom:
        kind: Function
  flow: {a: [1, {b: 2}]}
  empty:
---
apiVersion: holdfast/v1
spec: {key: second}
`;

function source(index: number): DocumentSource {
  return { file: 'teams/a/b.yaml', blobSha: 'x', index, text: TEXT };
}

test.each([
  ['a scalar at its value', ['spec', 's3', 'key'], 5, 10],
  ['a map at the name of its field', ['spec', 's3'], 4, 3],
  ['a list at the name of its field', ['spec', 'layerArns'], 6, 3],
  ['an entry of a list at the entry', ['spec', 'layerArns', 0], 7, 7],
  ['a map in a list at its first field', ['spec', 'layerArns', 1], 8, 7],
  ['inside a list', ['spec', 'layerArns', 1, 'valueFrom', 'kind'], 9, 15],
  ['inside brackets', ['spec', 'flow', 'a', 1, 'b'], 10, 21],
  ['an empty value at its name', ['spec', 'empty'], 11, 3],
  ['a missing field at the block it is missing from', ['spec', 's3', 'bucket'], 4, 3],
  ['a missing block at the nearest above', ['spec', 'nothing', 'at', 'all'], 3, 1],
  ['the document at its first line', [], 2, 1],
  ['an index out of range at the list', ['spec', 'layerArns', 7], 6, 3],
] as const)('locate finds %s', (_, path, line, column) => {
  expect(locate(source(0), path)).toEqual({ file: 'teams/a/b.yaml', line, column });
});

test('locate finds the second document of a file', () => {
  expect(locate(source(1), ['spec', 'key'])).toEqual({ file: 'teams/a/b.yaml', line: 14, column: 13 });
  expect(locateAt(source(1), ['spec', 'key'], 'key')).toEqual({ file: 'teams/a/b.yaml', line: 14, column: 8 });
});

test('a document that is not there is at the top of its file', () => {
  expect(locate(source(9), ['spec'])).toEqual({ file: 'teams/a/b.yaml', line: 1, column: 1 });
});
