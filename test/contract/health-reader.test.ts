import { createFakeHealth } from '../fakes/health.ts';
import { healthReaderContract } from './health-reader.ts';

healthReaderContract('memory', async () => {
  const health = createFakeHealth();
  health.setFunction('other', undefined);
  health.setAlias('charge', 'next', undefined);
  health.setAlias('other', 'live', undefined);
  health.setMapping('00000000-0000-4000-8000-000000000000', undefined);
  health.setAlarm('c', undefined);
  return {
    reader: health,
    makeFunction: async (name) => health.setFunction(name, { state: 'Active', lastUpdate: 'Successful' }),
    makeAlias: async (name, alias) => {
      health.setAlias(name, alias, { version: '7', shifting: false });
      return '7';
    },
    makeMapping: async () => 'mapping-1',
    makeAlarm: async (name) => health.setAlarm(name, { state: 'INSUFFICIENT_DATA', since: 0 }),
    setAlarm: async (name, state, reason) => health.setAlarm(name, { state, since: Date.now(), reason }),
  };
});
