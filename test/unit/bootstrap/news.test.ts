import { describe, expect, test } from 'vitest';
import { EVENTS } from '../../../controller/report/event-details.ts';
import { synthesise } from './synth.ts';

const template = synthesise();

interface Rule {
  readonly EventPattern: Readonly<Record<string, unknown>>;
  readonly Targets: readonly {
    readonly InputTransformer: { readonly InputPathsMap: object; readonly InputTemplate: string };
  }[];
}

/** The rules on our own bus: what they match, and the text that they send. */
function told(): readonly { readonly pattern: object; readonly paths: readonly string[]; readonly text: string }[] {
  const rules = Object.values(template.findResources('AWS::Events::Rule')).map(({ Properties }) => Properties);
  return rules
    .filter(({ EventBusName }) => EventBusName !== undefined)
    .map(({ EventPattern, Targets }: Rule) => {
      const { InputPathsMap, InputTemplate } = Targets[0]?.InputTransformer ?? { InputPathsMap: {}, InputTemplate: '' };
      return { pattern: EventPattern, paths: Object.values(InputPathsMap), text: InputTemplate };
    });
}

describe('what a person hears of', () => {
  test('is runs that failed or stopped, what turned out unhealthy, and drift', () => {
    expect(told().map(({ pattern }) => pattern)).toEqual([
      { source: ['holdfast'], 'detail-type': ['Run Finished'], detail: { state: ['failed', 'stopped'] } },
      { source: ['holdfast'], 'detail-type': ['Health Changed'], detail: { health: ['Degraded', 'Missing'] } },
      { source: ['holdfast'], 'detail-type': ['Drift Found'] },
    ]);
  });

  test('is a sentence made of fields that the event has', () => {
    const [run, health, drift] = told();
    expect(run?.text).toBe(
      '"Holdfast dev: <detail-purpose> of <detail-sha> <detail-state>. <detail-problem>"\n"See: holdfast history --environment dev"',
    );
    expect(drift?.text).toContain('"Holdfast dev: AWS is not what Git says: <detail-modified> modified, ');
    const fields = (type: keyof typeof EVENTS) => Object.keys(EVENTS[type].detail.unwrap().shape);
    expect(fields('Run Finished')).toEqual(expect.arrayContaining((run?.paths ?? []).map(nameOf)));
    expect(health?.text).toContain('is <detail-health>: <detail-unwell> not well, <detail-broken> broken by it.');
    expect(fields('Health Changed')).toEqual(expect.arrayContaining((health?.paths ?? []).map(nameOf)));
    expect(fields('Drift Found')).toEqual(expect.arrayContaining((drift?.paths ?? []).map(nameOf)));
  });

  test('comes by a topic that only this bus writes to, over TLS', () => {
    template.hasResourceProperties('AWS::SNS::Topic', { TopicName: 'holdfast-dev-news' });
  });
});

test('one dashboard shows what the functions count', () => {
  const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));
  const body = JSON.stringify(dashboard?.Properties.DashboardBody);
  for (const name of [
    'PlansPosted',
    'PlansRefused',
    'RunsSucceeded',
    'RunsFailed',
    'RunSeconds',
    'DriftedResources',
    'ExcusedResources',
    'DriftCoverage',
    'MissedEventRecoverySeconds',
  ]) {
    expect(body).toContain(name);
  }
});

function nameOf(path: string): string {
  return path.replace('$.detail.', '');
}
