import type { OutputParameter } from './parameters.ts';

/** Where the state file lies. */
export interface StatePlace {
  readonly bucket: string;
  readonly key: string;
}

/** The state file as it was read. `version` tells at the next write whether it still is the same. */
export interface StoredState {
  readonly text: string;
  readonly version: string;
}

/** One file that others read as a Terraform state. Errors are HoldfastErrors. */
export interface StateStore {
  /** `undefined` when there is no such file. */
  readState(place: StatePlace): Promise<StoredState | undefined>;
  /**
   * Writes the file if it still is what was read, or still is not there. Throws `StateChanged` when somebody else wrote it meanwhile,
   * so that nothing is overwritten unseen.
   */
  writeState(place: StatePlace, text: string, replaces: StoredState | undefined): Promise<void>;
}

/** Parameters below one path. Errors are HoldfastErrors; `Throttled` and `Unavailable` are retryable. */
export interface ParameterStore {
  /** Name → value of every parameter below the path. */
  listParameters(path: string): Promise<Readonly<Record<string, string>>>;
  /** Tags of a parameter; `undefined` when there is none of the name. */
  tagsOfParameter(name: string): Promise<Readonly<Record<string, string>> | undefined>;
  /** Makes a parameter with its tags. Throws `ParameterExists` when there is one of the name. */
  createParameter(parameter: OutputParameter): Promise<void>;
  /** Gives a parameter another value, and its tags. */
  updateParameter(parameter: OutputParameter): Promise<void>;
  /** One that does not exist counts as removed (C3). */
  removeParameter(name: string): Promise<void>;
}

/** The code of the event-processing core, and where it is put. Errors are HoldfastErrors. */
export interface CorePublisher {
  /** Of the code that is at hand. */
  readonly digest: string;
  /** Puts it into a bucket, over what is there. */
  publish(bucket: string): Promise<void>;
}
