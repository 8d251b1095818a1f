import { describe, expect, test } from 'vitest';
import { compareShown } from '../../../controller/plan/compare-shown.ts';
import type { Change, Plan, PlanNode, StackPlan } from '../../../controller/plan/plan.ts';

const MEMORY = '/Properties/MemorySize';
const set = (path: string, old: Change['old'], value: Change['value']): Change => ({
  op: old === undefined ? 'add' : 'replace',
  path,
  ...(old !== undefined && { old }),
  ...(value !== undefined && { value }),
});

function node(logicalId: string, given: Partial<PlanNode> = {}): PlanNode {
  return { action: 'update', logicalId, type: 'AWS::Lambda::Function', impact: 'update', changes: [], ...given };
}

function stack(nodes: readonly PlanNode[], given: Partial<StackPlan> = {}): StackPlan {
  return { name: 'acme-team-a', wave: 4, action: 'update', templateDigest: 'sha256:1', notes: [], nodes, ...given };
}

function plan(...stacks: readonly StackPlan[]): Plan {
  return { digest: 'sha256:0', summary: { create: 0, update: 0, replace: 0, delete: 0, noop: 0 }, stacks };
}

const compare = (now: Plan, own: Plan, others: readonly Plan[] = [], outside: readonly string[] = []) =>
  compareShown(now, { own, others, outside: new Set(outside) });

const memory = (old: number, value: number) => plan(stack([node('Charge', { changes: [set(MEMORY, old, value)] })]));

describe('V2: what nobody was shown', () => {
  test('the same is no difference, whatever else the plans hold', () => {
    const nothing = { counts: { unseen: 0, start: 0, gone: 0 }, list: [], unseen: {} };
    expect(compare(memory(256, 512), memory(256, 512))).toEqual(nothing);
    expect(compare(plan(stack([], { action: 'noop' })), plan())).toEqual(nothing);
  });

  test('a resource that the plan had nothing about, and why', () => {
    const shown = plan(stack([], { action: 'noop' }));
    expect(compare(memory(300, 256), shown)).toEqual({
      counts: { unseen: 1, start: 0, gone: 0 },
      unseen: { 'acme-team-a': 1 },
      list: [
        {
          kind: 'unseen',
          stack: 'acme-team-a',
          logicalId: 'Charge',
          type: 'AWS::Lambda::Function',
          now: { action: 'update', impact: 'update' },
          changes: [],
          because: 'applied',
        },
      ],
    });
    expect(compare(memory(300, 256), shown, [], ['acme-team-a']).list[0]?.because).toBe('outside');
    expect(compare(memory(300, 256), plan()).list[0]?.because).toBe('registry');
  });

  test('another value of a property, or one more property; S3: what may be secret is masked', () => {
    const [found] = compare(memory(256, 1024), memory(256, 512)).list;
    expect(found?.changes).toEqual([{ path: MEMORY, shown: 512, now: 1024 }]);
    const secret = set('/Properties/Environment/Variables/PASSWORD', undefined, 'hunter2');
    const more = plan(stack([node('Charge', { changes: [set(MEMORY, 256, 512), secret] })]));
    expect(compare(more, memory(256, 512)).list).toMatchObject([
      { kind: 'unseen', changes: [{ path: secret.path, now: expect.stringMatching(/^sha256:[0-9a-f]{4}…$/) }] },
    ]);
  });

  test('P6: a worse impact, and a deletion, of what was shown as an update', () => {
    const replaced = plan(
      stack([node('Charge', { action: 'replace', impact: 'replace', changes: [set(MEMORY, 256, 512)] })]),
    );
    expect(compare(replaced, memory(256, 512)).list).toMatchObject([
      {
        kind: 'unseen',
        shown: { action: 'update', impact: 'update' },
        now: { action: 'replace', impact: 'replace' },
        changes: [],
      },
    ]);
    const deleted = (impact: PlanNode['impact']) => plan(stack([node('Charge', { action: 'delete', impact })]));
    expect(compare(deleted('destroy'), replaced).counts.unseen).toBe(1);
    expect(compare(deleted('destroy'), deleted('orphan')).counts.unseen).toBe(1);
    expect(compare(deleted('orphan'), deleted('destroy')).counts.unseen).toBe(0);
  });

  test('another type under the same logical id is another resource', () => {
    const topic = plan(stack([node('Charge', { type: 'AWS::SNS::Topic', changes: [set(MEMORY, 256, 512)] })]));
    expect(compare(topic, memory(256, 512)).counts).toEqual({ unseen: 1, start: 0, gone: 0 });
  });

  test('parameters and tags of a stack, unless they were shown as not known yet', () => {
    const noted = (...notes: readonly string[]) => plan(stack([], { notes }));
    const now = noted('parameter Vpc: (none) → vpc-1', 'tag team: a → b', 'outputs change');
    const shown = noted('parameter Vpc: (none) → (known after apply)', 'outputs change');
    expect(compare(now, shown).list).toMatchObject([{ kind: 'unseen', notes: ['tag team: a → b'] }]);
    expect(compare(noted('parameter Vpc: vpc-1 → vpc-2'), noted('parameter Vpc: vpc-1 → vpc-3')).counts.unseen).toBe(1);
    expect(compare(now, plan(stack([], { action: 'create' }))).counts.unseen).toBe(0);
  });

  test('the deletion of a stack that holds nothing', () => {
    const deleted = plan(stack([], { action: 'delete' }));
    expect(compare(deleted, plan()).list).toMatchObject([{ kind: 'unseen', notes: ['is deleted'] }]);
    expect(compare(deleted, deleted).counts.unseen).toBe(0);
  });
});

describe('V2: what was shown', () => {
  test('on any of the merged pull requests, also where they cut the same change in different places', () => {
    const block = set('/Properties/Environment', undefined, { Variables: { A: '1' } });
    const one = plan(stack([node('Charge', { changes: [block] })]));
    const two = plan(
      stack([node('Charge', { changes: [set('/Properties/Environment/Variables/B', undefined, '2')] })]),
    );
    const both = set('/Properties/Environment', undefined, { Variables: { A: '1', B: '2' } });
    const now = plan(stack([node('Charge', { changes: [both] })]));
    expect(compare(now, two, [one]).counts).toEqual({ unseen: 0, start: 0, gone: 0 });
    expect(compare(now, two).list[0]?.changes).toEqual([
      { path: '/Properties/Environment/Variables/A', now: expect.stringMatching(/^sha256:/) },
    ]);
  });

  test('one after the other: the second begins where the first one ends', () => {
    expect(compare(memory(256, 1024), memory(512, 1024), [memory(256, 512)]).counts.start).toBe(0);
    expect(compare(memory(256, 1024), memory(512, 1024)).list).toMatchObject([
      { kind: 'start', changes: [{ path: MEMORY, shown: 512, now: 256 }] },
    ]);
  });

  test('as a creation, of which a part is done already', () => {
    const made = set('/Properties', undefined, { MemorySize: 512, Handler: 'x' });
    const created = plan(stack([node('Charge', { action: 'create', impact: 'create', changes: [made] })]));
    expect(compare(memory(256, 512), created).counts.unseen).toBe(0);
    expect(compare(created, memory(256, 512)).counts.unseen).toBe(1);
  });

  test('and is not to be done any more', () => {
    const now = plan(stack([node('Charge', { action: 'noop' })], { action: 'noop' }));
    expect(compare(now, memory(256, 512))).toMatchObject({
      counts: { unseen: 0, start: 0, gone: 1 },
      unseen: {},
      list: [{ kind: 'gone', logicalId: 'Charge', shown: { action: 'update' }, because: 'applied' }],
    });
  });
});

test('thousands of differences are counted, and the first of them listed', () => {
  const nodes = Array.from({ length: 5000 }, (_, index) => node(`R${index}`, { changes: [set(MEMORY, 1, 2)] }));
  const { counts, list, unseen } = compare(plan(stack(nodes)), plan());
  expect([counts.unseen, list.length, unseen]).toEqual([5000, 200, { 'acme-team-a': 5000 }]);
});
