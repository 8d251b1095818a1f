import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readMessage } from '../../../controller/trigger/read-event.ts';

const STACK_ID =
  'arn:aws:cloudformation:us-east-1:123456789012:stack/shop-team-payments/8b6c1a50-2f6e-11f0-9a5c-0e2d3b4c5d6e';

/** As in AWS's documentation of the event. */
const stackEvent = {
  version: '0',
  id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
  'detail-type': 'CloudFormation Stack Status Change',
  source: 'aws.cloudformation',
  account: '123456789012',
  time: '2026-01-05T10:00:00Z',
  region: 'us-east-1',
  resources: [STACK_ID],
  detail: {
    'stack-id': STACK_ID,
    'status-details': { status: 'UPDATE_COMPLETE', 'status-reason': '' },
    'client-request-token': '',
  },
};
const read = (message: unknown) => readMessage(JSON.stringify(message), 'shop');
const ignored = (because: string) => ({ kind: 'ignored', because });

test("a stack's new status becomes a stack event", () => {
  expect(read(stackEvent)).toEqual({
    kind: 'trigger',
    trigger: { type: 'stack-event', stackName: 'shop-team-payments', stackId: STACK_ID, status: 'UPDATE_COMPLETE' },
  });
});

test("a stack that does not begin with the project's name is not ours", () => {
  for (const name of ['shopping-network', 'shop', 'other', 'my-shop-network', 'Shop-network']) {
    const stackId = `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/8b6c1a50`;
    const foreign = { ...stackEvent, detail: { ...stackEvent.detail, 'stack-id': stackId } };
    expect(read(foreign), name).toEqual(ignored('the stack is not one of ours'));
  }
});

test.each([
  ['another event of CloudFormation', { 'detail-type': 'CloudFormation Resource Status Change' }],
  ['the same event of somebody else', { source: 'com.example' }],
  ['a schedule without our message', { source: 'aws.events', 'detail-type': 'Scheduled Event', detail: {} }],
])('%s does nothing', (_name, change) => {
  expect(read({ ...stackEvent, ...change })).toEqual(ignored('nothing is done on this event'));
});

test.each([
  null,
  'text',
  {},
  { ...stackEvent.detail, 'stack-id': 'shop-network' },
  { ...stackEvent.detail, 'stack-id': 'arn:aws:s3:::shop-network' },
  { ...stackEvent.detail, 'status-details': { status: 'update complete' } },
])('W6: the detail %j names no stack and status', (detail) => {
  expect(read({ ...stackEvent, detail })).toEqual(ignored('the event names no stack and status'));
});

test('a schedule rule sends a trigger, and with it the time that makes it one message of its own', () => {
  const drift = { type: 'schedule', task: 'drift', at: '2026-01-05T10:00:00Z' };
  expect(read(drift)).toEqual({ kind: 'trigger', trigger: { type: 'schedule', task: 'drift' } });
});

test('V3: a continuation brings the push along that it waits for', () => {
  const push = {
    type: 'push',
    delivery: 'd-1',
    branch: 'main',
    before: '6dcb09b5b57875f334f61aebed695e2e4193db5e',
    after: 'ec26c3e57ca3a959ca5aad62de7213c562f8c821',
  };
  const trigger = { type: 'continue', sha: push.after, attempt: 1, push };
  expect(read(trigger)).toEqual({ kind: 'trigger', trigger });
  expect(read({ ...trigger, push: { ...push, after: 'main' } })).toEqual(ignored('the message is no trigger'));
});

test.each([
  { type: 'destroy' },
  { type: 'schedule', task: 'delete' },
  { type: 'manual', action: 'reconcile' },
  { type: 'continue', sha: 'main', attempt: 1 },
  { type: 'pull-request', delivery: 'd', number: 0, headSha: 'a'.repeat(40), fork: false },
  { type: 'pull-request', delivery: 'd', number: 1, headSha: 'a'.repeat(40), fork: 'no' },
  {},
  'text',
  null,
  7,
])('C5: the message %j is no trigger', (message) => {
  expect(read(message)).toEqual(ignored('the message is no trigger'));
});

test('C5: no message whatever throws', () => {
  expect(readMessage('', 'shop')).toEqual(ignored('the message is not JSON'));
  expect(readMessage('{', 'shop')).toEqual(ignored('the message is not JSON'));
  fc.assert(
    fc.property(fc.string(), (text) => void readMessage(text, 'shop')),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.jsonValue(), (value) => void read(value)),
    { numRuns: 1_000 },
  );
});
