import type { AlarmState, HealthReader } from '../../health/port.ts';
import type { AwsConnection } from '../aws-request.ts';
import { probeRoute } from '../route-probe.ts';
import { createCalls, objectOf, orGone, textOf } from './calls.ts';
import { describeAlarms } from './cloudwatch.ts';
import { aliasesOf } from './lambda.ts';

/** What looking at health calls: nothing that the sweeps for drift do not call, too. */
export const HEALTH_READER_ACTIONS = [
  'cloudwatch:DescribeAlarms',
  'lambda:GetEventSourceMapping',
  'lambda:GetFunction',
  'lambda:ListAliases',
] as const;

/** DescribeAlarms takes so many names. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const MAX_NAMES = 100;

/** A reader for one look. */
export function createHealthReader(connection: AwsConnection): HealthReader {
  const calls = createCalls(connection);
  return {
    functionState: async (name) => {
      const answer = await orGone(
        calls.rest('lambda', `/2015-03-31/functions/${encodeURIComponent(name)}`),
        'ResourceNotFound',
      );
      if (answer === undefined) return undefined;
      const { State, StateReason, LastUpdateStatus, LastUpdateStatusReason } = objectOf(answer.Configuration);
      const [stateReason, lastUpdateReason] = [textOf(StateReason), textOf(LastUpdateStatusReason)];
      return {
        state: textOf(State) ?? '',
        lastUpdate: textOf(LastUpdateStatus) ?? '',
        ...(stateReason && { stateReason }),
        ...(lastUpdateReason && { lastUpdateReason }),
      };
    },
    aliasState: async (functionName, alias) => {
      const found = (await aliasesOf(functionName, calls))?.find(({ Name }) => Name === alias);
      if (found === undefined) return undefined;
      const weights = Object.keys(objectOf(objectOf(found.RoutingConfig).AdditionalVersionWeights));
      return { version: textOf(found.FunctionVersion) ?? '', shifting: weights.length > 0 };
    },
    mappingState: async (id) => {
      const path = `/2015-03-31/event-source-mappings/${encodeURIComponent(id)}`;
      const answer = await orGone(calls.rest('lambda', path), 'ResourceNotFound');
      return answer && (textOf(answer.State) ?? '');
    },
    alarmStates: async (names) => {
      const states = new Map<string, AlarmState>();
      for (let first = 0; first < names.length; first += MAX_NAMES) {
        const AlarmNames = names.slice(first, first + MAX_NAMES);
        const alarms = await describeAlarms({ AlarmNames, AlarmTypes: ['MetricAlarm'] }, calls);
        for (const alarm of alarms) {
          const reason = textOf(alarm.StateReason);
          const at = Number(alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp ?? 0);
          const state = { state: textOf(alarm.StateValue) ?? '', since: at * 1000, ...(reason && { reason }) };
          states.set(textOf(alarm.AlarmName) ?? '', state);
        }
      }
      return states;
    },
    probe: (route) => probeRoute(route, connection.endpoint),
  };
}
