import { Metrics } from '@aws-lambda-powertools/metrics';
import { afterEach, expect, test, vi } from 'vitest';
import { counted } from '../../../functions/reconciler/counted.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('numbers go to CloudWatch in its embedded format; how late something was found has its own dimension', async () => {
  const lines: unknown[] = [];
  // So that it writes to the console that is listened to, as it would in a Lambda.
  vi.stubEnv('POWERTOOLS_DEV', 'true');
  vi.stubEnv('POWERTOOLS_METRICS_DISABLED', 'false');
  vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  const metrics = new Metrics({
    namespace: 'Holdfast',
    serviceName: 'holdfast',
    defaultDimensions: { environment: 'dev' },
  });
  const run = { run: 'a', sha: 'a', purpose: 'apply', state: 'succeeded', seconds: 4 } as const;
  await counted({ publish: async () => undefined }, metrics).publish([
    { type: 'Missed Event Found', detail: { foundBy: 'deliveries', what: 'push', delivery: 'd', seconds: 599 } },
    { type: 'Run Finished', detail: run },
  ]);
  metrics.publishStoredMetrics();
  const namesOf = (line: unknown) => Object(line)._aws.CloudWatchMetrics[0];
  expect(lines).toMatchObject([
    { environment: 'dev', service: 'holdfast', foundBy: 'deliveries', MissedEventRecoverySeconds: 599 },
    { environment: 'dev', service: 'holdfast', RunsSucceeded: 1, RunSeconds: 4 },
  ]);
  expect(namesOf(lines[0])).toMatchObject({ Namespace: 'Holdfast' });
  expect(namesOf(lines[0]).Dimensions.map((names: string[]) => names.toSorted())).toEqual([
    ['environment', 'foundBy', 'service'],
  ]);
  expect(namesOf(lines[1]).Dimensions.map((names: string[]) => names.toSorted())).toEqual([['environment', 'service']]);
});
