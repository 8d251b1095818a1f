import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { mergeTrees } from '../../../controller/source/merge-trees.ts';
import type { Tree } from '../../../controller/source/port.ts';

/** A tree of these files, each with its content for an id. */
function tree(files: Readonly<Record<string, string>>, truncated = false): Tree {
  return { entries: Object.entries(files).map(([path, sha]) => ({ path, sha, mode: '100644' })), truncated };
}

function merged(base: Record<string, string>, ours: Record<string, string>, theirs: Record<string, string>) {
  const { tree: result, conflicts } = mergeTrees(tree(base), tree(ours), tree(theirs));
  return [Object.fromEntries(result.entries.map(({ path, sha }) => [path, sha])), conflicts];
}

const file = 'teams/a/x.yaml';
const other = 'teams/b/y.yaml';

test.each([
  ['what one side changed', { [file]: '1' }, { [file]: '1' }, { [file]: '2' }, { [file]: '2' }],
  ['what the other side changed', { [file]: '1' }, { [file]: '2' }, { [file]: '1' }, { [file]: '2' }],
  ['what both changed alike', { [file]: '1' }, { [file]: '2' }, { [file]: '2' }, { [file]: '2' }],
  ['what each added', {}, { [file]: '1' }, { [other]: '1' }, { [file]: '1', [other]: '1' }],
  [
    'what one side removed is gone',
    { [file]: '1', [other]: '1' },
    { [file]: '1', [other]: '1' },
    { [file]: '1' },
    { [file]: '1' },
  ],
  ['what both removed is gone', { [file]: '1' }, {}, {}, {}],
])('takes %s', (_, base, ours, theirs, wanted) => {
  expect(merged(base, ours, theirs)).toEqual([wanted, []]);
});

test.each([
  ['changed twice', { [file]: '1' }, { [file]: '2' }, { [file]: '3' }],
  ['added twice', {}, { [file]: '2' }, { [file]: '3' }],
  ['removed and changed', { [file]: '1' }, {}, { [file]: '3' }],
])('a registry file that was %s is a conflict, any other file is not', (_, base, ours, theirs) => {
  expect(merged(base, ours, theirs)[1]).toEqual([file]);
  const elsewhere = (files: Record<string, string>) =>
    Object.fromEntries(Object.values(files).map((sha) => ['README.md', sha]));
  expect(merged(elsewhere(base), elsewhere(ours), elsewhere(theirs))[1]).toEqual([]);
});

test('V5: with any of the three trees cut off, the result is', () => {
  const whole = tree({ [file]: '1' });
  const cut = tree({ [file]: '1' }, true);
  expect(mergeTrees(whole, whole, whole).tree.truncated).toBe(false);
  for (const [base, ours, theirs] of [
    [cut, whole, whole],
    [whole, cut, whole],
    [whole, whole, cut],
  ] as const) {
    expect(mergeTrees(base, ours, theirs).tree.truncated).toBe(true);
  }
});

test('a file that became a link is not the same file, and folders are left out', () => {
  const link: Tree = { entries: [{ path: file, sha: '1', mode: '120000' }], truncated: false };
  const { tree: result } = mergeTrees(tree({ [file]: '1' }), tree({ [file]: '1' }), link);
  expect(result.entries).toEqual([{ path: file, sha: '1', mode: '120000' }]);
  const folder: Tree = { entries: [{ path: 'teams', sha: '9', mode: '040000' }], truncated: false };
  expect(mergeTrees(folder, folder, folder).tree.entries).toEqual([]);
});

const files = fc.dictionary(
  fc.constantFrom('teams/a/1.yaml', 'teams/a/2.yaml', 'platform.yaml', 'x'),
  fc.constantFrom('1', '2', '3'),
);

test('merging is the same from both sides but for conflicts, and with itself changes nothing', () => {
  fc.assert(
    fc.property(files, files, files, (base, ours, theirs) => {
      const [left, conflicts] = merged(base, ours, theirs);
      const [right, same] = merged(base, theirs, ours);
      expect(same).toEqual(conflicts);
      const settled = (result: unknown) =>
        Object.entries(result as object).filter(([path]) => path !== 'x' && !(conflicts as string[]).includes(path));
      expect(settled(left)).toEqual(settled(right));
      expect(merged(base, ours, base)).toEqual([Object.fromEntries(Object.entries(ours).sort()), []]);
    }),
  );
});
