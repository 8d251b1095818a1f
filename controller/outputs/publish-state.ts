import { digestOf } from '../lib/digest.ts';
import type { StatePlace, StateStore } from './port.ts';
import { problemOf } from './problem.ts';
import type { PublishedOutputs } from './published.ts';
import { decideState, renderState } from './terraform-state.ts';

/** The state file that was written last. */
export interface PublishedState extends StatePlace {
  /** Of the content, which the serial is no part of. */
  readonly digest: string;
  readonly serial: number;
}

/** What is known of the file now, and why it is not as it should be. */
export interface StateOutcome {
  readonly state: PublishedState | undefined;
  readonly problems: readonly string[];
}

/** Writes the state file if its content changed since `last`; with `verify`, or without `last`, it looks at the file that is there. */
export async function publishState(
  outputs: PublishedOutputs,
  last: PublishedState | undefined,
  verify: boolean,
  states: StateStore,
): Promise<StateOutcome> {
  const { bucket, key } = outputs.publish.terraformState;
  const known = last?.bucket === bucket && last.key === key ? last : undefined;
  const digest = digestOf(renderState(outputs, 0));
  if (known?.digest === digest && !verify) return { state: known, problems: [] };
  try {
    const existing = await states.readState({ bucket, key });
    const decision = decideState(existing?.text, outputs, known?.serial ?? 0);
    if (decision.action === 'refuse') {
      return { state: known, problems: [`s3://${bucket}/${key} is left alone: ${decision.because}.`] };
    }
    if (decision.action === 'write') await states.writeState({ bucket, key }, decision.text, existing);
    return { state: { bucket, key, digest, serial: decision.serial }, problems: [] };
  } catch (error) {
    return { state: known, problems: [problemOf(error)] };
  }
}
