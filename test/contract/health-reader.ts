import { beforeEach, describe, expect, test } from 'vitest';
import type { HealthReader } from '../../controller/health/port.ts';

/** A reader and what a test needs to bring things into a state. */
export interface HealthReaderHarness {
  readonly reader: HealthReader;
  makeFunction(name: string): Promise<void>;
  /** Publishes a version of a function and makes an alias lead to it. Gives the version. */
  makeAlias(functionName: string, alias: string): Promise<string>;
  /** Gives the id of a mapping of a queue to a function. */
  makeMapping(functionName: string): Promise<string>;
  makeAlarm(name: string): Promise<void>;
  setAlarm(name: string, state: 'OK' | 'ALARM', reason: string): Promise<void>;
}

/** What every reader of health does. */
export function healthReaderContract(name: string, create: () => Promise<HealthReaderHarness>): void {
  describe(`how things are, in ${name}`, () => {
    let harness: HealthReaderHarness;
    beforeEach(async () => {
      harness = await create();
    });

    test('a function tells its state and how its last update went; one that is not there tells nothing', async () => {
      await harness.makeFunction('charge');
      expect(await harness.reader.functionState('charge')).toMatchObject({ state: 'Active', lastUpdate: 'Successful' });
      expect(await harness.reader.functionState('other')).toBeUndefined();
    });

    test('an alias tells its version', async () => {
      await harness.makeFunction('charge');
      const version = await harness.makeAlias('charge', 'live');
      expect(await harness.reader.aliasState('charge', 'live')).toEqual({ version, shifting: false });
      expect(await harness.reader.aliasState('charge', 'next')).toBeUndefined();
      expect(await harness.reader.aliasState('other', 'live')).toBeUndefined();
    });

    test('an event source mapping tells its state', async () => {
      await harness.makeFunction('charge');
      const id = await harness.makeMapping('charge');
      expect(await harness.reader.mappingState(id)).toBe('Enabled');
      expect(await harness.reader.mappingState('00000000-0000-4000-8000-000000000000')).toBeUndefined();
    });

    test('alarms tell their states, since when they are so and why; those that are not there are left out', async () => {
      for (const alarm of ['a', 'b']) await harness.makeAlarm(alarm);
      const before = Math.floor(Date.now() / 1000) * 1000;
      await harness.setAlarm('a', 'ALARM', 'Three of three.');
      await harness.setAlarm('b', 'OK', 'None.');
      const states = await harness.reader.alarmStates(['a', 'b', 'c']);
      expect([...states.keys()].sort()).toEqual(['a', 'b']);
      expect(states.get('b')).toMatchObject({ state: 'OK' });
      const { state, since = 0, reason } = states.get('a') ?? {};
      expect({ state, reason }).toEqual({ state: 'ALARM', reason: 'Three of three.' });
      expect(since).toBeGreaterThanOrEqual(before);
      expect(since).toBeLessThanOrEqual(Date.now() + 1000);
    });

    test('more alarms than fit into one request are all told', async () => {
      const names = Array.from({ length: 130 }, (_, index) => `alarm-${index}`);
      await Promise.all(names.map((one) => harness.makeAlarm(one)));
      expect((await harness.reader.alarmStates(names)).size).toBe(130);
    });
  });
}
