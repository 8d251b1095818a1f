import type { FunctionBlock } from '../../../registry/kinds/function/block.ts';
import type { FunctionSpec } from '../../../registry/kinds/function/schema.ts';

/**
 * What a function inside a larger document is besides what its block says: traced, with structured log lines (in JSON), and an alarm before it
 * runs into its timeout unless the block turns that off.
 */
export function blockSpec(block: FunctionBlock): FunctionSpec {
  const { logging, alarms = {}, ...spec } = block;
  return {
    ...spec,
    tracing: 'active',
    logging: { format: 'json', ...logging },
    alarms: alarms === false ? false : { duration: {}, ...alarms },
  };
}
