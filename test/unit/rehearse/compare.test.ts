import { describe, expect, test } from 'vitest';
import type { ChangeSetChange } from '../../../controller/apply/port.ts';
import type { Impact, PlanNode, StackPlan } from '../../../controller/plan/plan.ts';
import { isContradiction } from '../../../controller/rehearse/answer.ts';
import { compareChangeSet, readRefusal } from '../../../controller/rehearse/compare.ts';

const TABLE = 'AWS::DynamoDB::Table';
const FUNCTION = 'AWS::Lambda::Function';

function node(action: PlanNode['action'], logicalId: string, type: string, impact: Impact = 'update'): PlanNode {
  return { action, logicalId, type, impact, changes: [] };
}

function stackOf(...nodes: readonly PlanNode[]): StackPlan {
  return { name: 'acme-team-orders', wave: 5, action: 'update', notes: [], nodes };
}

function modify(logicalId: string, type: string, more: Partial<ChangeSetChange> = {}): ChangeSetChange {
  return { action: 'modify', logicalId, type, replacement: 'False', scope: ['Properties'], ...more };
}

describe('P6: a change set held against a plan', () => {
  test('that says the same of every resource, or less, is confirmed', () => {
    const stack = stackOf(
      node('create', 'Queue', 'AWS::SQS::Queue', 'create'),
      node('update', 'Charge', FUNCTION),
      node('update', 'Maybe', TABLE, 'may-replace'),
      node('replace', 'Orders', TABLE, 'replace'),
      node('delete', 'Old', 'AWS::SQS::Queue', 'destroy'),
      node('noop', 'Role', 'AWS::IAM::Role', 'none'),
      node('update', 'OnlyItsOrder', FUNCTION),
    );
    const changes: readonly ChangeSetChange[] = [
      { action: 'add', logicalId: 'Queue', type: 'AWS::SQS::Queue' },
      modify('Charge', FUNCTION),
      modify('Maybe', TABLE, { replacement: 'Conditional' }),
      modify('Orders', TABLE, { replacement: 'True' }),
      { action: 'remove', logicalId: 'Old', type: 'AWS::SQS::Queue' },
    ];
    expect(compareChangeSet(stack, changes, [], false)).toEqual({ kind: 'confirmed' });
    expect(compareChangeSet(stack, [], [], false)).toEqual({ kind: 'confirmed' });
  });

  test('names what the plan does not, worst first', () => {
    const stack = stackOf(
      node('noop', 'Alarm', 'AWS::CloudWatch::Alarm', 'none'),
      node('update', 'Orders', TABLE),
      node('update', 'Carts', TABLE),
      node('noop', 'Jobs', 'AWS::SQS::Queue', 'none'),
      node('noop', 'Charge', FUNCTION, 'none'),
    );
    const changes: readonly ChangeSetChange[] = [
      modify('Alarm', 'AWS::CloudWatch::Alarm'),
      { action: 'add', logicalId: 'New', type: FUNCTION },
      { action: 'other', logicalId: 'Odd', type: FUNCTION },
      modify('Charge', FUNCTION, { replacement: 'True' }),
      modify('Carts', TABLE, { replacement: 'Conditional' }),
      modify('Orders', TABLE, { replacement: 'True' }),
      { action: 'remove', logicalId: 'Jobs', type: 'AWS::SQS::Queue' },
    ];
    const answer = compareChangeSet(stack, changes, [], false);
    expect(answer.kind === 'more' && answer.surprises.map((one) => [one.logicalId, one.effect, one.losesData])).toEqual(
      [
        ['Jobs', 'removed', true],
        ['Orders', 'replaced', true],
        ['Charge', 'replaced', false],
        ['Carts', 'may-be-replaced', false],
        ['Odd', 'unknown', false],
        ['New', 'added', false],
        ['Alarm', 'changed', false],
      ],
    );
    expect(isContradiction(answer)).toBe(true);
  });

  test('a replacement that the plan names as possible contradicts nothing, though now it is certain', () => {
    const stack = stackOf(node('update', 'Orders', TABLE, 'may-replace'));
    const answer = compareChangeSet(stack, [modify('Orders', TABLE, { replacement: 'True' })], [], false);
    expect(answer).toEqual({
      kind: 'more',
      surprises: [{ logicalId: 'Orders', type: TABLE, effect: 'replaced', losesData: false }],
      checks: [],
    });
    expect(isContradiction(answer)).toBe(false);
  });

  test('tags that every resource takes over from its stack are no surprise where the stack’s tags change', () => {
    const stack = stackOf(node('noop', 'Charge', FUNCTION, 'none'));
    const onlyTags = [modify('Charge', FUNCTION, { scope: ['Tags'] })];
    expect(compareChangeSet(stack, onlyTags, [], true)).toEqual({ kind: 'confirmed' });
    expect(compareChangeSet(stack, onlyTags, [], false)).toMatchObject({ surprises: [{ effect: 'changed' }] });
    const more = [modify('Charge', FUNCTION, { scope: ['Tags', 'Properties'] })];
    expect(compareChangeSet(stack, more, [], true)).toMatchObject({ surprises: [{ effect: 'changed' }] });
  });

  const refers = (reference: string, recreation: string) => ({ part: 'Properties', reference, recreation });
  const depends = (logicalId: string, type: string, reference: string) =>
    modify(logicalId, type, { replacement: 'Conditional', causes: [refers(reference, 'Conditionally')] });

  test('what only refers to a resource that is updated where it stands is no surprise, to the last that refers to that', () => {
    const stack = stackOf(
      node('update', 'Charge', FUNCTION),
      node('noop', 'Integration', 'AWS::ApiGatewayV2::Integration', 'none'),
      node('noop', 'Route', 'AWS::ApiGatewayV2::Route', 'none'),
    );
    const own = modify('Charge', FUNCTION, { causes: [{ part: 'Properties', recreation: 'Never' }] });
    const changes = [
      depends('Route', 'AWS::ApiGatewayV2::Route', 'Integration'),
      depends('Integration', 'AWS::ApiGatewayV2::Integration', 'Charge.Arn'),
      own,
    ];
    expect(compareChangeSet(stack, changes, [], false)).toEqual({ kind: 'confirmed' });
    const replaced = [...changes.slice(0, 2), { ...own, replacement: 'True' }];
    expect(compareChangeSet(stack, replaced, [], false)).toMatchObject({
      surprises: [
        { logicalId: 'Charge', effect: 'replaced' },
        { logicalId: 'Integration', effect: 'may-be-replaced' },
        { logicalId: 'Route', effect: 'may-be-replaced' },
      ],
    });
  });

  test('what refers to a resource that is replaced, or to a value that an update can change, is one', () => {
    const mapping = 'AWS::Lambda::EventSourceMapping';
    const changes = [depends('Mapping', mapping, 'Orders.StreamArn')];
    const inPlace = stackOf(node('update', 'Orders', TABLE), node('noop', 'Mapping', mapping, 'none'));
    expect(compareChangeSet(inPlace, changes, [], false)).toMatchObject({ surprises: [{ effect: 'may-be-replaced' }] });
    const replaced = stackOf(node('replace', 'Orders', TABLE, 'replace'), node('noop', 'Mapping', mapping, 'none'));
    const byArn = [depends('Mapping', mapping, 'Orders.Arn')];
    expect(compareChangeSet(replaced, byArn, [], false)).toMatchObject({ surprises: [{ effect: 'may-be-replaced' }] });
  });

  test('a planned update that also refers to one is judged by its own changes', () => {
    const stack = stackOf(node('update', 'Charge', FUNCTION), node('update', 'Role', 'AWS::IAM::Role'));
    const role = modify('Role', 'AWS::IAM::Role', { causes: [{ part: 'Properties', recreation: 'Never' }] });
    const charge = (recreation: string) =>
      modify('Charge', FUNCTION, {
        replacement: 'Conditional',
        causes: [{ part: 'Properties', recreation }, refers('Role.Arn', 'Always')],
      });
    expect(compareChangeSet(stack, [role, charge('Never')], [], false)).toEqual({ kind: 'confirmed' });
    expect(compareChangeSet(stack, [role, charge('Conditionally')], [], false)).toMatchObject({
      surprises: [{ logicalId: 'Charge', effect: 'may-be-replaced' }],
    });
  });

  test('a warning alone is more than the plan says, and contradicts nothing', () => {
    const checks = [{ name: 'SERVICE_QUOTA_VALIDATION', reason: 'nearly used up', mode: 'warn' }] as const;
    const answer = compareChangeSet(stackOf(), [], checks, false);
    expect(answer).toEqual({ kind: 'more', surprises: [], checks });
    expect(isContradiction(answer)).toBe(false);
    expect(isContradiction({ kind: 'more', surprises: [], checks: [{ ...checks[0], mode: 'fail' }] })).toBe(true);
    expect(isContradiction({ kind: 'refused', reason: 'no', checks: [] })).toBe(true);
    expect(isContradiction({ kind: 'none', because: 'busy' })).toBe(false);
  });
});

describe('K4: a change set that is refused because names are taken', () => {
  const taken = (logicalId: string, mode: 'fail' | 'warn' = 'fail') =>
    ({ name: 'NAME_CONFLICT_VALIDATION', logicalId, reason: 'It already exists.', mode }) as const;
  const stack = stackOf(
    node('create', 'Orders', TABLE, 'create'),
    node('create', 'Logs', 'AWS::Logs::LogGroup', 'create'),
    node('create', 'Charge', FUNCTION, 'create'),
    node('update', 'Carts', TABLE),
  );

  test('by what an apply takes over, is no refusal, and says so', () => {
    const answer = readRefusal('taken', stack, [taken('Orders'), taken('Logs'), taken('Charge', 'warn')]);
    expect(answer).toEqual({
      kind: 'more',
      surprises: [
        { logicalId: 'Orders', type: TABLE, effect: 'taken-over', losesData: false },
        { logicalId: 'Logs', type: 'AWS::Logs::LogGroup', effect: 'taken-over', losesData: false },
      ],
      checks: [taken('Charge', 'warn')],
    });
    expect(isContradiction(answer)).toBe(false);
  });

  test.each([
    ['a function', [taken('Orders'), taken('Charge')]],
    ['a table that the plan does not create', [taken('Carts')]],
    ['a resource that the plan does not name', [taken('Else')]],
    ['something else', [taken('Orders'), { ...taken('Orders'), name: 'PROPERTY_VALIDATION' }]],
    ['nothing that is told', []],
  ])('or by %s, is one', (_, checks) => {
    expect(readRefusal('taken', stack, checks)).toEqual({ kind: 'refused', reason: 'taken', checks });
    expect(readRefusal('taken', undefined, checks)).toEqual({ kind: 'refused', reason: 'taken', checks });
  });

  test('an import that CloudFormation names itself is one, too', () => {
    const answer = compareChangeSet(stack, [{ action: 'import', logicalId: 'Orders', type: TABLE }], [], false);
    expect(answer).toMatchObject({ kind: 'more', surprises: [{ logicalId: 'Orders', effect: 'taken-over' }] });
  });
});
