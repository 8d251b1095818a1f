import { expect, test } from 'vitest';
import type { HoldfastEvent } from '../../../controller/report/events-port.ts';
import { type Metric, metricsOf } from '../../../controller/report/metrics.ts';

const SHA = 'a'.repeat(40);
const run = { run: SHA, sha: SHA, purpose: 'apply', seconds: 41.5 } as const;
const swept = { sha: SHA, modified: 1, deleted: 2, added: 3, accepted: 1, ignored: 1, inSync: 3, unchecked: 2 };

const CASES: readonly (readonly [HoldfastEvent, readonly string[]])[] = [
  [{ type: 'Plan Posted', detail: { sha: SHA, conclusion: 'success', errors: 0 } }, ['PlansPosted 1 Count']],
  [{ type: 'Plan Posted', detail: { sha: SHA, conclusion: 'failure', errors: 3 } }, ['PlansRefused 1 Count']],
  [
    { type: 'Run Finished', detail: { ...run, state: 'succeeded' } },
    ['RunsSucceeded 1 Count', 'RunSeconds 41.5 Seconds'],
  ],
  [{ type: 'Run Finished', detail: { ...run, state: 'failed' } }, ['RunsFailed 1 Count', 'RunSeconds 41.5 Seconds']],
  [{ type: 'Run Finished', detail: { ...run, state: 'stopped' } }, ['RunsStopped 1 Count']],
  [{ type: 'Run Finished', detail: { ...run, state: 'superseded' } }, ['RunsSuperseded 1 Count']],
  [
    {
      type: 'Health Changed',
      detail: { run: SHA, sha: SHA, health: 'Degraded', unwell: 3, broken: 2, resources: [] },
    },
    ['UnwellResources 3 Count', 'BrokenDeployments 1 Count'],
  ],
  [
    { type: 'Health Changed', detail: { run: SHA, sha: SHA, health: 'Healthy', unwell: 0, broken: 0, resources: [] } },
    ['UnwellResources 0 Count', 'BrokenDeployments 0 Count'],
  ],
  [
    { type: 'Drift Checked', detail: swept },
    ['DriftedResources 6 Count', 'ExcusedResources 2 Count', 'UncheckedResources 2 Count', 'DriftCoverage 80 Percent'],
  ],
  [
    {
      type: 'Drift Checked',
      detail: { sha: SHA, modified: 0, deleted: 0, added: 0, accepted: 0, ignored: 0, inSync: 0, unchecked: 0 },
    },
    ['DriftedResources 0 Count', 'ExcusedResources 0 Count', 'UncheckedResources 0 Count'],
  ],
  [{ type: 'Drift Found', detail: { sha: SHA, modified: 1, deleted: 0, added: 0, unchecked: 0, resources: [] } }, []],
  [{ type: 'Run Started', detail: { run: SHA, sha: SHA, purpose: 'apply', stacks: [] } }, []],
  [{ type: 'Apply Step', detail: { run: SHA, sha: SHA, stack: 'shop-team-a', step: 'applied' } }, []],
  [
    { type: 'Missed Event Found', detail: { foundBy: 'resync', what: 'push', sha: SHA, seconds: 241 } },
    ['MissedEventRecoverySeconds 241 Seconds foundBy=resync'],
  ],
  [{ type: 'Missed Event Found', detail: { foundBy: 'audit', what: 'pull_request', sha: SHA } }, []],
];

const inWords = ({ name, value, unit, dimensions = {} }: Metric): string =>
  [name, value, unit, ...Object.entries(dimensions).map(([key, text]) => `${key}=${text}`)].join(' ');

test.each(CASES)('%j counts as %j', (event, wanted) => {
  expect(metricsOf(event).map(inWords)).toEqual(wanted);
});
