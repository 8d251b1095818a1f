import { HoldfastError } from '../diagnostics/error.ts';
import { changesOf, type OutputParameter, outputParameters, parameterPath } from './parameters.ts';
import type { ParameterStore } from './port.ts';
import { problemOf } from './problem.ts';
import type { PublishedOutputs } from './published.ts';

/** Name → value of the parameters that are there as far as we know, and why they are not as they should be. */
export interface ParametersOutcome {
  readonly parameters: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/** What one change left of a parameter: its value, or `undefined` when it is gone or none of ours. */
interface Changed {
  readonly name: string;
  readonly value: string | undefined;
  readonly problem?: string;
}

/**
 * Writes the parameters that changed since `last` and removes those that nobody publishes any more; without `last` it looks at what is
 * there. Only parameters with our tags are overwritten or removed (K6). What is done is known also when the rest fails or `outOfTime`
 * says that the invocation has to end, so that the next one goes on from there (C12).
 */
export async function publishParameters(
  outputs: PublishedOutputs,
  last: Readonly<Record<string, string>> | undefined,
  store: ParameterStore,
  outOfTime: () => boolean,
): Promise<ParametersOutcome> {
  const known = new Map(Object.entries(last ?? {}));
  const problems: string[] = [];
  const path = parameterPath(outputs);
  try {
    const there = last ?? (await store.listParameters(path));
    for (const [name, value] of Object.entries(there)) known.set(name, value);
    const { put, remove } = changesOf(there, outputParameters(outputs));
    const steps = [
      ...put.map(
        ({ parameter, exists }) =>
          () =>
            putParameter(parameter, exists, outputs, store),
      ),
      ...remove.map((name) => () => removeParameter(name, outputs, store)),
    ];
    for (const [done, step] of steps.entries()) {
      if (outOfTime()) {
        problems.push(`${steps.length - done} of ${steps.length} changes below ${path} are not written yet.`);
        break;
      }
      const { name, value, problem } = await step();
      if (problem !== undefined) problems.push(problem);
      if (value === undefined) known.delete(name);
      else known.set(name, value);
    }
  } catch (error) {
    problems.push(problemOf(error));
  }
  return { parameters: Object.fromEntries(known), problems };
}

async function putParameter(
  parameter: OutputParameter,
  exists: boolean,
  outputs: PublishedOutputs,
  store: ParameterStore,
): Promise<Changed> {
  const { name, value } = parameter;
  if (!exists && (await created(parameter, store))) return { name, value };
  const tags = await store.tagsOfParameter(name);
  if (tags === undefined) await store.createParameter(parameter);
  else if (isOurs(tags, outputs)) await store.updateParameter(parameter);
  else return { name, value: undefined, problem: `The parameter ${name} is not ours, so it is left alone.` };
  return { name, value };
}

/** False when there is one of the name: ours after a lost reply, or somebody else's. */
async function created(parameter: OutputParameter, store: ParameterStore): Promise<boolean> {
  try {
    await store.createParameter(parameter);
    return true;
  } catch (error) {
    if (error instanceof HoldfastError && error.code === 'ParameterExists') return false;
    throw error;
  }
}

async function removeParameter(name: string, outputs: PublishedOutputs, store: ParameterStore): Promise<Changed> {
  const tags = await store.tagsOfParameter(name);
  if (tags !== undefined && isOurs(tags, outputs)) await store.removeParameter(name);
  return { name, value: undefined };
}

function isOurs(tags: Readonly<Record<string, string>>, { project }: PublishedOutputs): boolean {
  return tags['managed-by'] === 'holdfast' && tags.project === project;
}
