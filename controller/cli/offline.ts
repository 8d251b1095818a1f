import { HoldfastError } from '../diagnostics/error.ts';
import type { StackReader } from '../observe/port.ts';

/** AWS as it looks without AWS: no stack exists. */
export const NO_STACKS: StackReader = {
  describeStack: async () => undefined,
  readTemplate: async (name) => {
    throw new HoldfastError(`No stack ${name} offline.`, { code: 'StackNotFound', source: 'user', retryable: false });
  },
  listResources: async () => [],
};

/** A record in which nothing was ever applied. */
export const NO_RECORD = {
  readStacks: async () => [],
  readEnvironment: async () => ({}),
  readConsents: async () => [],
  readDrift: async () => undefined,
} as const;
