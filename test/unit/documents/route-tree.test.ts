import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meeting, routeTree, sortOf } from '../../../controller/documents/rules/route-tree.ts';

const split = (path: string) => path.split('/').slice(1);

test('finds what takes some of the same requests, in order', () => {
  const paths = ['/a/b', '/a/{x}', '/a/{proxy+}', '/a/b/c', '/{y}/c', '/a', '/b/{x}/c', '/{all+}'].map(split);
  const tree = routeTree(paths);
  const found = (path: string) => meeting(tree, split(path));
  expect(found('/a/b')).toEqual([0, 1, 2, 7]);
  expect(found('/a/{z}')).toEqual([0, 1, 2, 4, 7]);
  expect(found('/a/{rest+}')).toEqual([0, 1, 2, 3, 4, 7]);
  expect(found('/a/b/{z}')).toEqual([2, 3, 7]);
  expect(found('/b/b/c')).toEqual([6, 7]);
  expect(found('/')).toEqual([7]);
});

const segment = fc.constantFrom('a', 'b', '{x}', '{y}');
const path = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([parts, greedy]) => (greedy ? [...parts, '{rest+}'] : parts));

test('finds the same as comparing each with every other', () => {
  fc.assert(
    fc.property(fc.array(path, { minLength: 1, maxLength: 12 }), (paths) => {
      const tree = routeTree(paths);
      for (const own of paths) {
        const expected = paths.flatMap((other, index) => (meet(own, other) ? [index] : []));
        expect(meeting(tree, own)).toEqual(expected);
      }
    }),
  );
});

/** Whether some request fits both. */
function meet([own, ...rest]: readonly string[], [its, ...others]: readonly string[]): boolean {
  if (own === undefined || its === undefined) return own === its;
  if (sortOf(own) === 'greedy' || sortOf(its) === 'greedy') return true;
  if (sortOf(own) === 'text' && sortOf(its) === 'text' && own !== its) return false;
  return meet(rest, others);
}
