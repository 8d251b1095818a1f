import type { JsonObject } from '../../lib/json.ts';
import { arnIn } from '../arn.ts';
import type { CompileContext } from '../context.ts';
import { allow } from '../statement.ts';
import { PARAMETER_ACTIONS } from './boundary.ts';
import { allowReadingState } from './state-bucket.ts';

/** What workflows need to read the published outputs, in either form. They name no secrets, so every team may read all of them. */
export function allowReadingOutputs(context: CompileContext): readonly JsonObject[] {
  const { spec } = context.platform;
  const parameters = arnIn(spec, 'ssm', `parameter/${spec.project}/outputs/*`);
  return [allow(PARAMETER_ACTIONS, parameters), allowReadingState(context)];
}
