import { describe, expect, test } from 'vitest';
import { type DeliveryAudit, judgeDeliveries, readFrom } from '../../../controller/trigger/delivery-audit.ts';
import type { DeliveryAttempt } from '../../../controller/trigger/port.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = 1_767_225_600_000;

function attempt(guid: string, status: number, minutesAgo: number, name = 'push', id = guid): DeliveryAttempt {
  const [event = '', action] = name.split('.');
  return { id, guid, event, ...(action !== undefined && { action }), at: NOW - minutesAgo * MINUTE, status };
}

const judge = (attempts: readonly DeliveryAttempt[], before?: DeliveryAudit, now = NOW) =>
  judgeDeliveries(before, attempts, now);
const guids = (deliveries: readonly { readonly guid: string }[]) => deliveries.map(({ guid }) => guid);

describe('W10: what is asked for again', () => {
  test('is what failed and has not arrived since, whatever GitHub calls it', () => {
    const { again, audit } = judge([
      attempt('arrived', 202, 9),
      attempt('refused', 500, 8),
      attempt('unreachable', 0, 7),
      attempt('later', 502, 6),
      attempt('later', 202, 5, 'push', 'later-2'),
      attempt('unauthorized', 401, 4),
    ]);
    expect(guids(again)).toEqual(['unauthorized', 'unreachable', 'refused']);
    expect(audit.missed.map(({ tries, triedAt }) => [tries, triedAt])).toEqual([
      [1, NOW],
      [1, NOW],
      [1, NOW],
    ]);
  });

  test('W14, W4: is nothing that we do nothing on, and nothing that is too large to arrive', () => {
    const { again } = judge([
      attempt('a', 502, 1, 'issue_comment.edited'),
      attempt('b', 502, 1, 'ping'),
      attempt('c', 413, 1, 'push'),
      attempt('d', 502, 1, 'issue_comment.created'),
      attempt('e', 502, 1, 'constructor'),
    ]);
    expect(guids(again)).toEqual(['d']);
  });

  test('W4: a delivery that turns out to be too large is forgotten', () => {
    const first = judge([attempt('a', 502, 20)]);
    expect(judge([attempt('a', 413, 1, 'push', 'a-2')], first.audit).audit.missed).toEqual([]);
  });

  test('are people’s words first and in their order, then the newest of what schedules find anyway, 20 at once', () => {
    const pushes = Array.from({ length: 30 }, (_, index) => attempt(`push-${index}`, 502, 30 - index));
    const words = [
      attempt('resume', 502, 2, 'issue_comment.created'),
      attempt('suspend', 502, 9, 'issue_comment.created'),
      attempt('button', 502, 5, 'check_run.requested_action'),
      attempt('queue', 502, 4, 'merge_group.checks_requested'),
    ];
    const { again, audit } = judge([...pushes, ...words]);
    expect(guids(again).slice(0, 6)).toEqual(['suspend', 'button', 'queue', 'resume', 'push-29', 'push-28']);
    expect(again).toHaveLength(20);
    expect(audit.missed).toHaveLength(34);
    expect(guids(judge([], audit, NOW + MINUTE).again)).toEqual(
      Array.from({ length: 14 }, (_, index) => `push-${13 - index}`),
    );
  });

  test('remembers no more than 200', () => {
    const pushes = Array.from({ length: 300 }, (_, index) => attempt(`push-${index}`, 502, 1));
    expect(judge(pushes).audit.missed).toHaveLength(200);
  });
});

describe('C13: a delivery that fails again and again', () => {
  test('is asked for six times, after 10 minutes, 40, 2 h 40, 10 h 40 and 42 h 40', () => {
    let audit = judge([attempt('a', 502, 0)]).audit;
    const asked: number[] = [0];
    for (let at = NOW + 5 * MINUTE; at < NOW + 71 * HOUR; at += 5 * MINUTE) {
      const verdict = judge([], audit, at);
      audit = verdict.audit;
      if (verdict.again.length > 0) asked.push((at - NOW) / MINUTE);
    }
    expect(asked).toEqual([0, 10, 50, 210, 850, 3410]);
    expect(audit.missed.map(({ tries }) => tries)).toEqual([6]);
  });

  test('is known by its last attempt, and its failures add no tries', () => {
    const first = judge([attempt('a', 502, 20)]);
    const { audit, again } = judge([attempt('a', 500, 1, 'push', 'a-2')], first.audit, NOW + MINUTE);
    expect(again).toEqual([]);
    expect(audit.missed).toEqual([
      { guid: 'a', attempt: 'a-2', event: 'push', at: NOW - 20 * MINUTE, tries: 1, triedAt: NOW },
    ]);
  });

  test('is forgotten when GitHub has it no more, after three days', () => {
    const { audit } = judge([attempt('a', 502, 0)]);
    expect(judge([], audit, NOW + 72 * HOUR - 1).audit.missed).toHaveLength(1);
    expect(judge([], audit, NOW + 72 * HOUR).audit.missed).toEqual([]);
  });
});

test.each(['check_run.requested_action', 'check_run.rerequested', 'check_suite.rerequested'])(
  'a press is not asked for again after an hour: %s',
  (name) => {
    expect(guids(judge([attempt('a', 502, 59, name)]).again)).toEqual(['a']);
    expect(judge([attempt('a', 502, 60, name)]).audit.missed).toEqual([]);
  },
);

describe('C14: what has arrived late', () => {
  test('is told with the seconds from the first try to the arrival, once', () => {
    const first = judge([attempt('a', 502, 12)]);
    const second = judge([attempt('a', 202, -1, 'push', 'a-2')], first.audit, NOW + 2 * MINUTE);
    expect(second.recovered.map(({ missed, seconds }) => [missed.guid, seconds])).toEqual([['a', 780]]);
    expect(second.audit).toEqual({ at: NOW + 2 * MINUTE, readTo: NOW + MINUTE, missed: [] });
    expect(judge([attempt('a', 202, -1, 'push', 'a-2')], second.audit, NOW + 3 * MINUTE).recovered).toEqual([]);
  });

  test('is not told when a person had GitHub send it again before us', () => {
    const held: DeliveryAudit = {
      at: NOW,
      readTo: NOW,
      missed: [{ guid: 'a', attempt: 'a', event: 'push', at: NOW - MINUTE, tries: 0 }],
    };
    const { recovered, audit } = judge([attempt('a', 202, 0)], held);
    expect([recovered, audit.missed]).toEqual([[], []]);
  });
});

test('the log is read from five minutes before the newest attempt that is known, and never beyond three days', () => {
  const audit = { at: NOW, readTo: NOW - HOUR, missed: [] };
  expect(readFrom(undefined, NOW)).toBe(NOW - 72 * HOUR);
  expect(readFrom(audit, NOW)).toBe(NOW - HOUR - 5 * MINUTE);
  expect(readFrom({ ...audit, readTo: NOW - 80 * HOUR }, NOW)).toBe(NOW - 72 * HOUR);
});
