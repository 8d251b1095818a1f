import { HoldfastError } from '../../controller/diagnostics/error.ts';
import type { OutputParameter } from '../../controller/outputs/parameters.ts';
import type { CorePublisher, ParameterStore, StatePlace, StateStore } from '../../controller/outputs/port.ts';
import { createFaults, type Faults } from './faults.ts';

/** A parameter as Parameter Store has it. */
export type StoredParameter = Omit<OutputParameter, 'name'>;

/** Parameter Store and the state's bucket in memory, with what anybody may do to them behind our back. */
export interface FakeOutputs {
  readonly parameters: ParameterStore;
  readonly states: StateStore;
  /** Every parameter by name. */
  readonly stored: Map<string, StoredParameter>;
  /** `bucket/key` → text. */
  readonly files: Map<string, string>;
  /** Every call that wrote something, as `method name`. */
  readonly writes: readonly string[];
  /** The code of the event-processing core, which a newer controller has in another version. */
  readonly core: CorePublisher & { digest: string };
}

/** Nothing published. The ports are called `parameters` and `states` in `faults`. */
export function createFakeOutputs(faults: Faults = createFaults()): FakeOutputs {
  const stored = new Map<string, StoredParameter>();
  const files = new Map<string, string>();
  const writes: string[] = [];
  const core = faults.wrap('core', {
    publish: async (bucket: string) => {
      writes.push(`publish ${bucket}`);
      files.set(`${bucket}/_holdfast/event-core.zip`, 'code');
    },
  });
  return {
    parameters: faults.wrap('parameters', parametersOf(stored, writes)),
    states: faults.wrap('states', statesOf(files, writes)),
    stored,
    files,
    writes,
    core: { digest: 'sha256:core-1', publish: (bucket) => core.publish(bucket) },
  };
}

function parametersOf(stored: Map<string, StoredParameter>, writes: string[]): ParameterStore {
  const put = (method: string, { name, ...parameter }: OutputParameter) => {
    writes.push(`${method} ${name}`);
    stored.set(name, structuredClone(parameter));
  };
  return {
    listParameters: async (path) =>
      Object.fromEntries(
        [...stored].filter(([name]) => name.startsWith(`${path}/`)).map(([name, { value }]) => [name, value]),
      ),
    tagsOfParameter: async (name) => structuredClone(stored.get(name)?.tags),
    createParameter: async (parameter) => {
      if (stored.has(parameter.name)) throw failure('ParameterExists', `The parameter ${parameter.name} exists`, false);
      put('create', parameter);
    },
    updateParameter: async (parameter) => {
      const tags = { ...stored.get(parameter.name)?.tags, ...parameter.tags };
      put('update', { ...parameter, tags });
    },
    removeParameter: async (name) => {
      writes.push(`remove ${name}`);
      stored.delete(name);
    },
  };
}

function statesOf(files: Map<string, string>, writes: string[]): StateStore {
  const nameOf = ({ bucket, key }: StatePlace) => `${bucket}/${key}`;
  return {
    readState: async (place) => {
      const text = files.get(nameOf(place));
      return text === undefined ? undefined : { text, version: text };
    },
    writeState: async (place, text, replaces) => {
      const name = nameOf(place);
      if (files.get(name) !== replaces?.version)
        throw failure('StateChanged', `s3://${name} was written by somebody else`, true);
      writes.push(`write ${name}`);
      files.set(name, text);
    },
  };
}

function failure(code: string, message: string, retryable: boolean): HoldfastError {
  return new HoldfastError(message, { code, source: 'aws', retryable });
}
