import { expect, test } from 'vitest';
import { lineDiff } from '../../../controller/lib/line-diff.ts';

const lines = (count: number) => Array.from({ length: count }, (_, index) => `line ${index + 1}\n`);
const text = (count: number, change: (all: string[]) => void) => {
  const all = lines(count);
  change(all);
  return all.join('');
};

test('a line that is another one, with three lines around it', () => {
  expect(
    lineDiff(
      text(20, () => {}),
      text(20, (all) => all.splice(9, 1, 'ten\n')),
    ),
  ).toBe('@@ -7,7 +7,7 @@\n line 7\n line 8\n line 9\n-line 10\n+ten\n line 11\n line 12\n line 13\n');
});

test('lines that are gone and lines that are new, in hunks of their own', () => {
  const after = text(30, (all) => {
    all.splice(24, 0, 'new\n');
    all.splice(1, 1);
  });
  expect(
    lineDiff(
      text(30, () => {}),
      after,
    ),
  ).toBe(
    '@@ -1,5 +1,4 @@\n line 1\n-line 2\n line 3\n line 4\n line 5\n' +
      '@@ -22,6 +21,7 @@\n line 22\n line 23\n line 24\n+new\n line 25\n line 26\n line 27\n',
  );
});

test('equal texts have no hunks', () => {
  expect(lineDiff('a\nb\n', 'a\nb\n')).toBe('');
});
