import { functionAlarms } from './function-alarms.ts';
import { functionArchitecture } from './function-architecture.ts';
import { functionCode } from './function-code.ts';
import { functionDestinations } from './function-destinations.ts';
import { functionEnvironment } from './function-environment.ts';
import { functionEventSources } from './function-event-sources.ts';
import { functionLists } from './function-lists.ts';
import { functionLogging } from './function-logging.ts';
import { functionNetwork } from './function-network.ts';
import { functionRelease } from './function-release.ts';
import { functionStatements } from './function-statements.ts';
import { functionUrl } from './function-url.ts';
import type { Rule } from './rule.ts';

/** What a function is and may do: this holds for a block inside a larger document too. */
export const BLOCK_RULES: readonly Rule[] = [
  functionCode,
  functionArchitecture,
  functionNetwork,
  functionLists,
  functionEnvironment,
  functionStatements,
  functionAlarms,
];

/** What the schema of a Function does not say: which of its fields go together, and what Lambda takes of each. */
export const FUNCTION_RULES: readonly Rule[] = [
  ...BLOCK_RULES,
  functionEventSources,
  functionDestinations,
  functionLogging,
  functionRelease,
  functionUrl,
];
