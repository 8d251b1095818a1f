import type { ParameterStore, StateStore } from './port.ts';
import { publishParameters } from './publish-parameters.ts';
import { type PublishedState, publishState } from './publish-state.ts';
import type { PublishedOutputs } from './published.ts';

/** What is published as far as we know, so that it need not be looked at again. */
export interface Publication {
  readonly state?: PublishedState;
  /** Name → value. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** What publishing may rely on. */
export interface Known {
  readonly last: Publication | undefined;
  /** Looks at what is really there instead, as it does without `last`. */
  readonly verify: boolean;
}

/** Where outputs go. */
export interface OutputStores {
  readonly states: StateStore;
  readonly parameters: ParameterStore;
}

/** What is published now. `problems` are sentences; without any, all of it is. */
export interface PublishOutcome {
  readonly publication: Publication;
  readonly problems: readonly string[];
}

/**
 * Writes what differs from what was published last, or from what is really there: the state file and the parameters. Neither keeps the
 * other from being written (C6), and repeating it does no harm (C3). Throws only what is no HoldfastError.
 */
export async function publish(
  outputs: PublishedOutputs,
  { last, verify }: Known,
  stores: OutputStores,
  outOfTime: () => boolean,
): Promise<PublishOutcome> {
  const { state, problems } = await publishState(outputs, last?.state, verify, stores.states);
  const there = verify ? undefined : last?.parameters;
  const written = await publishParameters(outputs, there, stores.parameters, outOfTime);
  return {
    publication: { ...(state !== undefined && { state }), parameters: written.parameters },
    problems: [...problems, ...written.problems],
  };
}
