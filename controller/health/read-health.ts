import { HoldfastError } from '../diagnostics/error.ts';
import { inParallel } from '../lib/in-parallel.ts';
import {
  type Assessment,
  assessAlarm,
  assessAlias,
  assessFunction,
  assessMapping,
  assessRoute,
  unreadable,
} from './assess.ts';
import type { HealthTarget } from './health.ts';
import type { AlarmState, HealthReader } from './port.ts';

/** Reads at once: enough that slow routes do not add up, few enough not to disturb anybody. */
const AT_ONCE = 10;

/** Looks at each target, in their order. What cannot be read is `Unknown`, so that the others are told of (C6, C8). */
export async function readHealth(
  targets: readonly HealthTarget[],
  reader: HealthReader,
): Promise<readonly Assessment[]> {
  const names = targets.flatMap((target) => (target.kind === 'alarm' ? [target.name] : []));
  const alarms = await tried(async () => (names.length === 0 ? new Map() : reader.alarmStates(names)));
  return inParallel(targets, AT_ONCE, async (target) => {
    if (target.kind === 'alarm') return alarmIn(alarms, target.name);
    const read = await tried(() => readOne(target, reader));
    return 'unread' in read ? read.unread : read.value;
  });
}

type Tried<T> = { readonly value: T } | { readonly unread: Assessment };

async function tried<T>(read: () => Promise<T>): Promise<Tried<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (error instanceof HoldfastError) return { unread: unreadable(error.message, error.retryable) };
    throw error;
  }
}

function alarmIn(alarms: Tried<ReadonlyMap<string, AlarmState>>, name: string): Assessment {
  return 'unread' in alarms ? alarms.unread : assessAlarm(alarms.value.get(name));
}

async function readOne(target: Exclude<HealthTarget, { kind: 'alarm' }>, reader: HealthReader): Promise<Assessment> {
  switch (target.kind) {
    case 'function':
      return assessFunction(await reader.functionState(target.name));
    case 'alias':
      return assessAlias(await reader.aliasState(target.function, target.alias), target.version);
    case 'mapping':
      return assessMapping(await reader.mappingState(target.id), target.off === true);
    case 'route':
      return assessRoute(await reader.probe(target), target);
  }
}
