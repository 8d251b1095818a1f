import type { KindName } from '../../../registry/kinds/kinds.ts';
import { functionCode } from './function-code.ts';
import { functionEnvironment } from './function-environment.ts';
import { functionNetwork } from './function-network.ts';
import { functionStatements } from './function-statements.ts';
import { platformCors } from './platform-cors.ts';
import { platformOutputs } from './platform-outputs.ts';
import type { Rule } from './rule.ts';
import { teamAllowed } from './team-allowed.ts';
import { texts } from './texts.ts';

/** The rules of each kind, and those of every document. */
export const DOCUMENT_RULES: Readonly<Record<KindName | 'every', readonly Rule[]>> = {
  every: [texts],
  Platform: [platformCors, platformOutputs],
  Policy: [],
  Team: [teamAllowed],
  Function: [functionCode, functionNetwork, functionEnvironment, functionStatements],
  Route: [],
};
