import type { ProbedRoute } from '../../controller/health/health.ts';
import type { AlarmState, AliasState, FunctionState, HealthReader, ProbeAnswer } from '../../controller/health/port.ts';
import { createFaults, type Faults } from './faults.ts';

const ACTIVE: FunctionState = { state: 'Active', lastUpdate: 'Successful' };

/** How things are, in memory: everything is well that nobody said otherwise of. */
export interface FakeHealth extends HealthReader {
  readonly faults: Faults;
  /** `undefined`: it is gone. */
  setFunction(name: string, state: FunctionState | undefined): void;
  setAlias(functionName: string, alias: string, state: AliasState | undefined): void;
  setMapping(id: string, state: string | undefined): void;
  setAlarm(name: string, state: AlarmState | undefined): void;
  /** What every route answers from now on. */
  answer(answers: (route: ProbedRoute) => ProbeAnswer | Promise<ProbeAnswer>): void;
}

/** Its port is called `health` in `faults`. */
export function createFakeHealth(faults: Faults = createFaults()): FakeHealth {
  const functions = new Map<string, FunctionState | undefined>();
  const aliases = new Map<string, AliasState | undefined>();
  const mappings = new Map<string, string | undefined>();
  const alarms = new Map<string, AlarmState | undefined>();
  let answers: (route: ProbedRoute) => ProbeAnswer | Promise<ProbeAnswer> = ({ status = 200 }) => ({ status });
  const known = <T>(states: ReadonlyMap<string, T | undefined>, name: string, otherwise: T) =>
    states.has(name) ? states.get(name) : otherwise;
  const port: HealthReader = {
    functionState: async (name) => known(functions, name, ACTIVE),
    aliasState: async (functionName, alias) =>
      known(aliases, `${functionName}:${alias}`, { version: '1', shifting: false }),
    mappingState: async (id) => known(mappings, id, 'Enabled'),
    alarmStates: async (names) =>
      new Map(
        names.flatMap((name) => {
          const state = known(alarms, name, { state: 'OK', since: 0 });
          return state === undefined ? [] : [[name, state] as const];
        }),
      ),
    probe: async (route) => answers(route),
  };
  return {
    ...faults.wrap('health', port),
    faults,
    setFunction: (name, state) => functions.set(name, state),
    setAlias: (functionName, alias, state) => aliases.set(`${functionName}:${alias}`, state),
    setMapping: (id, state) => mappings.set(id, state),
    setAlarm: (name, state) => alarms.set(name, state),
    answer: (given) => {
      answers = given;
    },
  };
}
