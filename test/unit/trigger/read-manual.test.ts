import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readManual } from '../../../controller/trigger/read-manual.ts';

const CALLER = { arn: 'arn:aws:sts::123456789012:assumed-role/developer/mona', reference: 'JKJaXmPLvHcESHA=' };
const SHA = '6dcb09b5b57875f334f61aebed695e2e4193db5e';
const read = (body: string) => readManual(Buffer.from(body), CALLER);
const manual = { type: 'manual', requestedBy: CALLER.arn, reference: CALLER.reference };

test('no body, or an empty one, asks for a reconcile', () => {
  expect(read('')).toEqual({ ...manual, action: 'reconcile' });
  expect(read(' \n')).toEqual({ ...manual, action: 'reconcile' });
  expect(read('{}')).toEqual({ ...manual, action: 'reconcile' });
});

test.each(['reconcile', 'drift', 'revert', 'suspend', 'resume'])('the action %s is taken over', (action) => {
  expect(read(JSON.stringify({ action }))).toEqual({ ...manual, action });
});

test('V1: consent names one commit in full', () => {
  expect(read(JSON.stringify({ acceptSha: SHA }))).toEqual({ ...manual, action: 'reconcile', acceptSha: SHA });
  for (const acceptSha of [SHA.slice(0, 7), SHA.toUpperCase(), 'main', '', null, 1, true, [SHA], {}]) {
    expect(read(JSON.stringify({ acceptSha })), JSON.stringify(acceptSha)).toBeUndefined();
  }
});

test('V1: a rollback names the commit to go back to in full, and may name what was applied', () => {
  const appliedSha = 'b'.repeat(40);
  const rollback = { ...manual, action: 'rollback', sha: SHA };
  expect(read(JSON.stringify({ action: 'rollback', sha: SHA }))).toEqual(rollback);
  expect(read(JSON.stringify({ action: 'rollback', sha: SHA, appliedSha }))).toEqual({ ...rollback, appliedSha });
  for (const body of [
    { action: 'rollback' },
    { action: 'rollback', sha: SHA.slice(0, 7) },
    { action: 'rollback', sha: SHA, appliedSha: 'main' },
    { action: 'rollback', sha: SHA, acceptSha: SHA },
    { action: 'reconcile', sha: SHA },
    { sha: SHA },
  ]) {
    expect(read(JSON.stringify(body)), JSON.stringify(body)).toBeUndefined();
  }
});

test('consent names what is agreed to, and goes with what applies a commit only', () => {
  const confirm = ['data-loss', 'rename'];
  expect(read(JSON.stringify({ confirm }))).toEqual({ ...manual, action: 'reconcile', confirm });
  const rollback = { action: 'rollback', sha: SHA, confirm };
  expect(read(JSON.stringify(rollback))).toEqual({ ...manual, ...rollback });
  for (const wrong of [[], ['everything'], 'data-loss', [1], null, Array(7).fill('iam')]) {
    expect(read(JSON.stringify({ confirm: wrong })), JSON.stringify(wrong)).toBeUndefined();
  }
  for (const action of ['drift', 'revert', 'suspend', 'resume']) {
    expect(read(JSON.stringify({ action, confirm }))).toBeUndefined();
  }
});

test('an acceptance names its day and what was seen; taking it back needs neither', () => {
  const accept = { action: 'accept', until: '2026-12-24', shown: `sha256:${'a'.repeat(64)}` };
  expect(read(JSON.stringify(accept))).toEqual({ ...manual, ...accept });
  const more = { ...accept, resources: ['Function/charge', 'acme-network/Vpc'], reason: 'a test' };
  expect(read(JSON.stringify(more))).toEqual({ ...manual, ...more });
  const withdraw = { action: 'withdraw', resources: ['Function/charge'] };
  expect(read(JSON.stringify(withdraw))).toEqual({ ...manual, ...withdraw });
  for (const wrong of [
    { action: 'accept' },
    { action: 'accept', until: '2026-12-24' },
    { action: 'accept', shown: accept.shown },
    { ...accept, until: '24.12.2026' },
    { ...accept, shown: 'everything' },
    { ...accept, resources: [] },
    { ...accept, resources: ['two words'] },
    { ...accept, resources: Array(51).fill('a') },
    { ...accept, heals: true },
    { ...withdraw, until: '2026-12-24' },
    { action: 'revert', heals: true },
  ]) {
    expect(read(JSON.stringify(wrong)), JSON.stringify(wrong)).toBeUndefined();
  }
});

test('a suspension may have a reason of one line', () => {
  const reason = 'the database is moved';
  expect(read(JSON.stringify({ action: 'suspend', reason }))).toEqual({ ...manual, action: 'suspend', reason });
  for (const wrong of ['', 'two\nlines', 'x'.repeat(201), 7, null]) {
    expect(read(JSON.stringify({ action: 'suspend', reason: wrong })), JSON.stringify(wrong)).toBeUndefined();
  }
  for (const action of ['reconcile', 'resume', 'drift']) {
    expect(read(JSON.stringify({ action, reason }))).toBeUndefined();
  }
});

test('W13: who asks is the caller that IAM authenticated, never what the body says', () => {
  expect(read(JSON.stringify({ requestedBy: 'arn:aws:iam::123456789012:root' }))).toBeUndefined();
});

test.each([
  'text',
  'null',
  '[]',
  '"drift"',
  '{"action":"destroy"}',
  '{"action":"constructor"}',
  '{"action":null}',
  '{"action":["drift"]}',
  '{"action":""}',
  '{"acceptsha":"6dcb09b5b57875f334f61aebed695e2e4193db5e"}',
  '{"__proto__":{"action":"revert"}}',
  '{"action":"drift","extra":1}',
])('R6: %s asks for nothing we know', (body) => {
  expect(read(body)).toBeUndefined();
});

test('W6: no bytes whatever throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void readManual(bytes, CALLER)),
    { numRuns: 2_000 },
  );
});

test('C9: a rescue names its stack, and may say what was seen, skipped and kept', () => {
  const stack = 'acme-team-orders';
  const full = { action: 'rescue', stack, status: 'DELETE_FAILED', skip: ['Role'], retain: ['Bucket', 'Table'] };
  expect(read(JSON.stringify({ action: 'rescue', stack }))).toEqual({ ...manual, action: 'rescue', stack });
  expect(read(JSON.stringify(full))).toEqual({ ...manual, ...full });
  for (const body of [
    { action: 'rescue' },
    { action: 'rescue', stack: 'arn:aws:cloudformation:x' },
    { action: 'rescue', stack, status: 'delete failed' },
    { action: 'rescue', stack, skip: [] },
    { action: 'rescue', stack, skip: 'Role' },
    { action: 'rescue', stack, skip: ['a/b'] },
    { action: 'rescue', stack, retain: [1] },
    { action: 'rescue', stack, sha: SHA },
    { action: 'reconcile', stack },
  ]) {
    expect(read(JSON.stringify(body)), JSON.stringify(body)).toBeUndefined();
  }
});
