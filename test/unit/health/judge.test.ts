import { describe, expect, test } from 'vitest';
import { type Assessment, unreadable, WELL } from '../../../controller/health/assess.ts';
import {
  brokenIn,
  type HealthTarget,
  isHealthyInFull,
  type LookedAt,
  type PendingLook,
} from '../../../controller/health/health.ts';
import { judgeLook } from '../../../controller/health/judge.ts';

const SHA = 'b'.repeat(40);
const OLD = 'a'.repeat(40);
const place = { stack: 'acme-team-orders' };
const FUNCTION: HealthTarget = { ...place, kind: 'function', logicalId: 'FunctionStatus', name: 'status' };
const ALARM: HealthTarget = { ...place, kind: 'alarm', logicalId: 'AlarmStatus', name: 'status-errors' };
const ROUTE: HealthTarget = {
  ...place,
  kind: 'route',
  logicalId: 'RouteStatus',
  method: 'GET',
  endpoint: 'https://api',
  path: '/orders/status',
  timeoutMs: 5000,
};

const FAILED: Assessment = { health: 'Degraded', reason: 'It failed.', sure: true };
const SILENT: Assessment = { health: 'Degraded', reason: 'No answer.', sure: false };
const GOING: Assessment = { health: 'Progressing', reason: 'It is on its way.', sure: false };
const rings = (since: number): Assessment => ({ ...FAILED, reason: 'It rings.', since });

/** A look after `SHA`, which began at 1000, at what it touched or the given things. */
function look(...targets: readonly (HealthTarget | LookedAt)[]): PendingLook {
  const all = targets.map((one) => ('target' in one ? one : { target: one, by: SHA }));
  return { run: SHA, sha: SHA, at: 2000, since: 1000, targets: all, left: 0 };
}

/** The next look's number, or the verdict: its word, who is to blame for what, and whether the commit is one to go back to. */
function judge(pending: PendingLook, number: number, ...found: readonly Assessment[]): unknown {
  const judged = judgeLook(pending, found, number, 9000);
  if ('next' in judged) return judged.next;
  const { verdict } = judged;
  const blamed = verdict.unwell.map((one) => `${one.target.logicalId} ${one.blamed?.charAt(0) ?? 'nobody'}`);
  return [verdict.health, blamed.join(), brokenIn(verdict).length, isHealthyInFull(verdict)];
}

describe('nothing is wrong', () => {
  test('is the verdict of the first look, but with alarms that of the last one', () => {
    expect(judge(look(FUNCTION, ROUTE), 1, WELL, WELL)).toEqual(['Healthy', '', 0, true]);
    expect(judge(look(FUNCTION, ALARM), 1, WELL, WELL)).toBe(4);
    expect(judge(look(FUNCTION, ALARM), 4, WELL, WELL)).toBe(5);
    expect(judge(look(FUNCTION, ALARM), 5, WELL, WELL)).toEqual(['Healthy', '', 0, true]);
  });

  test('is looked for again while something is on its way, for five minutes', () => {
    expect([1, 2, 3, 4].map((number) => judge(look(FUNCTION), number, GOING))).toEqual([2, 3, 4, 5]);
    expect(judge(look(FUNCTION), 3, WELL)).toEqual(['Healthy', '', 0, true]);
    expect(judge(look(FUNCTION), 5, GOING)).toEqual(['Degraded', 'FunctionStatus b', 1, false]);
  });
});

describe('something is wrong', () => {
  test('ends the looking at once where another look would tell the same', () => {
    expect(judge(look(FUNCTION, ALARM), 1, FAILED, WELL)).toEqual(['Degraded', 'FunctionStatus b', 1, false]);
    expect(judge(look(FUNCTION, ALARM), 4, WELL, rings(1500))).toEqual(['Degraded', 'AlarmStatus b', 1, false]);
    const gone: Assessment = { health: 'Missing', reason: 'Gone.', sure: true };
    expect(judge(look(FUNCTION), 1, gone)).toEqual(['Missing', 'FunctionStatus b', 1, false]);
  });

  test('a route has a minute to answer', () => {
    expect([1, 2].map((number) => judge(look(ROUTE), number, SILENT))).toEqual([2, 3]);
    expect(judge(look(ROUTE), 3, SILENT)).toEqual(['Degraded', 'RouteStatus b', 1, false]);
  });

  test('an alarm that rang before the apply is said, blamed on nobody, and no reason not to go back to this commit', () => {
    expect(judge(look(ALARM), 5, rings(999))).toEqual(['Degraded', 'AlarmStatus nobody', 0, true]);
    expect(judge(look(ALARM), 1, rings(999))).toBe(4);
  });

  test('what an earlier commit broke stays its own, and keeps this one from being healthy in full', () => {
    const before = { target: FUNCTION, blamed: OLD };
    expect(judge(look(before), 1, FAILED)).toEqual(['Degraded', 'FunctionStatus a', 0, false]);
    expect(judge(look(before), 1, WELL)).toEqual(['Healthy', '', 0, true]);
  });

  test('a commit whose look was overtaken is to blame for what it touched', () => {
    expect(judge(look({ target: FUNCTION, by: OLD }, ROUTE), 1, FAILED, WELL)).toEqual([
      'Degraded',
      'FunctionStatus a',
      1,
      false,
    ]);
  });
});

describe('something cannot be read', () => {
  test('C8: it is asked again, twice beyond the last look where AWS may answer then, and is nobody’s fault', () => {
    const throttled = unreadable('Rate exceeded', true);
    expect([1, 5, 6].map((number) => judge(look(FUNCTION), number, throttled))).toEqual([2, 6, 7]);
    expect(judge(look(FUNCTION), 7, throttled)).toEqual(['Unknown', 'FunctionStatus b', 0, false]);
    expect(judge(look(FUNCTION), 5, unreadable('not allowed'))).toEqual(['Unknown', 'FunctionStatus b', 0, false]);
  });

  test('F4: it hides nothing that is known to be wrong', () => {
    expect(judge(look(FUNCTION, ROUTE), 3, unreadable('not allowed'), SILENT)).toEqual([
      'Degraded',
      'FunctionStatus b,RouteStatus b',
      1,
      false,
    ]);
  });
});
