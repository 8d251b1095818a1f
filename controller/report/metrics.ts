import type { HoldfastEvent } from './events-port.ts';

/** A number for CloudWatch. Units are CloudWatch's own: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export interface Metric {
  readonly name: string;
  readonly unit: 'Count' | 'Seconds' | 'Percent';
  readonly value: number;
  /** By what it is told apart, besides the environment. */
  readonly dimensions?: Readonly<Record<string, string>>;
}

/**
 * The numbers that an event stands for. Each run counts once, under its outcome; a sweep gives the drift there is now, so that a graph of it
 * falls when drift is put back.
 */
export function metricsOf({ type, detail }: HoldfastEvent): readonly Metric[] {
  switch (type) {
    case 'Plan Posted':
      return [count(detail.conclusion === 'success' ? 'PlansPosted' : 'PlansRefused', 1)];
    case 'Run Finished':
      return detail.state === 'stopped' || detail.state === 'superseded'
        ? [count(detail.state === 'stopped' ? 'RunsStopped' : 'RunsSuperseded', 1)]
        : [
            count(detail.state === 'succeeded' ? 'RunsSucceeded' : 'RunsFailed', 1),
            { name: 'RunSeconds', unit: 'Seconds', value: detail.seconds },
          ];
    case 'Drift Checked': {
      const { modified, deleted, added, accepted, ignored, inSync, unchecked } = detail;
      const all = modified + deleted + accepted + ignored + inSync + unchecked;
      const covered = all === 0 ? [] : [percent('DriftCoverage', ((all - unchecked) / all) * 100)];
      return [
        count('DriftedResources', modified + deleted + added),
        count('ExcusedResources', accepted + ignored),
        count('UncheckedResources', unchecked),
        ...covered,
      ];
    }
    case 'Missed Event Found': {
      const { foundBy, seconds } = detail;
      if (seconds === undefined) return [];
      return [{ name: 'MissedEventRecoverySeconds', unit: 'Seconds', value: seconds, dimensions: { foundBy } }];
    }
    case 'Health Changed':
      return [count('UnwellResources', detail.unwell), count('BrokenDeployments', detail.broken > 0 ? 1 : 0)];
    case 'Run Started':
    case 'Apply Step':
    case 'Drift Found':
    case 'Drift Accepted':
    case 'Acceptance Withdrawn':
    case 'Self-Heal Stopped':
      return [];
    case 'Drift Adopted':
      return [count('DriftAdopted', 1)];
  }
}

function count(name: string, value: number): Metric {
  return { name, unit: 'Count', value };
}

function percent(name: string, value: number): Metric {
  return { name, unit: 'Percent', value };
}
