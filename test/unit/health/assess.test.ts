import { describe, expect, test } from 'vitest';
import {
  type Assessment,
  assessAlarm,
  assessAlias,
  assessFunction,
  assessMapping,
  assessRoute,
} from '../../../controller/health/assess.ts';
import type { ProbedRoute } from '../../../controller/health/health.ts';

const said = ({ health, reason, sure }: Assessment) => `${health}${sure ? '' : '?'} ${reason}`.trim();

describe('a function', () => {
  const active = { state: 'Active', lastUpdate: 'Successful' };

  test('is well when it is active, and when it sleeps', () => {
    expect(said(assessFunction(active))).toBe('Healthy');
    expect(said(assessFunction({ ...active, state: 'Inactive' }))).toBe('Healthy');
  });

  test('is on its way while Lambda makes or updates it', () => {
    expect(said(assessFunction({ state: 'Pending', lastUpdate: 'Successful', stateReason: 'Creating' }))).toBe(
      'Progressing? It is not ready yet: Creating.',
    );
    expect(said(assessFunction({ ...active, lastUpdate: 'InProgress' }))).toBe(
      'Progressing? Lambda still carries out an update.',
    );
  });

  test('is broken in a failed state, and after a failed update, with the words of Lambda', () => {
    const failed = { state: 'Failed', lastUpdate: 'Successful', stateReason: 'The image cannot be pulled.' };
    expect(said(assessFunction(failed))).toBe('Degraded Its state is Failed: The image cannot be pulled.');
    expect(said(assessFunction({ ...active, lastUpdate: 'Failed', lastUpdateReason: 'No such subnet' }))).toBe(
      'Degraded Its last update failed: No such subnet.',
    );
  });

  test('F4: is missing when it is gone, and unknown in a state that nobody knows', () => {
    expect(said(assessFunction(undefined))).toBe('Missing There is no such function.');
    expect(said(assessFunction({ ...active, state: 'Deactivating' }))).toBe(
      'Unknown? It could not be looked at: its state is Deactivating.',
    );
  });

  test('S3: what Lambda says is cut', () => {
    const { reason } = assessFunction({ ...active, lastUpdate: 'Failed', lastUpdateReason: 'x'.repeat(5000) });
    expect(reason).toHaveLength('Its last update failed: .'.length + 200);
  });
});

test('an alias leads to the version that the template means', () => {
  expect(said(assessAlias({ version: '4', shifting: false }, '4'))).toBe('Healthy');
  expect(said(assessAlias({ version: '3', shifting: false }, '4'))).toBe(
    'Degraded It leads to version 3, and not to 4.',
  );
  expect(said(assessAlias({ version: '3', shifting: true }, '4'))).toBe(
    'Progressing? Its traffic is still being moved.',
  );
  expect(said(assessAlias({ version: '3', shifting: false }, undefined))).toBe('Healthy');
  expect(said(assessAlias(undefined, '4'))).toBe('Missing There is no such alias.');
});

test('an event source mapping takes events, unless the registry says otherwise', () => {
  expect(said(assessMapping('Enabled', false))).toBe('Healthy');
  expect(said(assessMapping('Disabled', true))).toBe('Healthy');
  expect(said(assessMapping('Disabled', false))).toBe('Degraded It takes no events: it is disabled.');
  expect(said(assessMapping('Creating', false))).toBe('Progressing? It is creating.');
  expect(said(assessMapping(undefined, false))).toBe('Missing There is no such event source mapping.');
});

test('an alarm is bad news only while it rings, and tells since when', () => {
  expect(said(assessAlarm({ state: 'OK', since: 1 }))).toBe('Healthy');
  expect(said(assessAlarm({ state: 'INSUFFICIENT_DATA', since: 1 }))).toBe('Healthy');
  expect(assessAlarm({ state: 'ALARM', since: 7, reason: '3 datapoints were greater.' })).toEqual({
    health: 'Degraded',
    reason: 'It rings: 3 datapoints were greater.',
    sure: true,
    since: 7,
  });
  expect(said(assessAlarm(undefined))).toBe('Missing There is no such alarm.');
});

test('a route answers with the status that is expected, or any from 200 to 399', () => {
  const route: ProbedRoute = { method: 'GET', endpoint: 'https://api', path: '/orders', timeoutMs: 5000 };
  expect([200, 302, 399].map((status) => said(assessRoute({ status }, route)))).toEqual(
    Array.from({ length: 3 }, () => 'Healthy'),
  );
  expect(said(assessRoute({ status: 500 }, route))).toBe('Degraded? It answered 500, and 200 to 399 is expected.');
  expect(said(assessRoute({ status: 401 }, { ...route, status: 401 }))).toBe('Healthy');
  expect(said(assessRoute({ status: 200 }, { ...route, status: 401 }))).toBe(
    'Degraded? It answered 200, and 401 is expected.',
  );
  expect(said(assessRoute({ problem: 'The operation was aborted due to timeout' }, route))).toBe(
    'Degraded? It gave no answer within 5000 ms: The operation was aborted due to timeout.',
  );
});
