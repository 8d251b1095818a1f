import { expect, test } from 'vitest';
import { changedOutside } from '../../../controller/observe/changed-outside.ts';
import type { RecordedStack } from '../../../controller/observe/observe.ts';
import type { ObservedStack } from '../../../controller/observe/observed.ts';

const common = { name: 'a', stackId: 'arn:a', parameters: { P: '1' }, outputs: {}, tags: { team: 'a' }, resources: [] };
const recorded: RecordedStack = { ...common, applied: { templateDigest: 'sha256:1' } };
const observed: ObservedStack = { ...common, status: 'UPDATE_COMPLETE', digest: 'sha256:1' };
const { digest: _, ...withoutDigest } = observed;

test.each([
  ['as it was left', observed, recorded, []],
  ['another template', withoutDigest, recorded, ['a']],
  ['another parameter', { ...observed, parameters: { P: '2' } }, recorded, ['a']],
  ['another tag more', { ...observed, tags: { team: 'a', by: 'hand' } }, recorded, ['a']],
  ['another stack of the name', { ...observed, stackId: 'arn:b' }, recorded, ['a']],
  ['gone', undefined, recorded, ['a']],
  ['a run of ours left it half-way', withoutDigest, { ...recorded, attempted: { templateDigest: 'sha256:2' } }, []],
  ['never applied', withoutDigest, common, []],
] as const)('C10: a stack that is %s', (_, found, record, expected) => {
  expect(changedOutside({ stacks: found === undefined ? [] : [found] }, [record])).toEqual(expected);
});
