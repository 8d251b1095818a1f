import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';
import { fifoProblems } from './function-event-sources.ts';

/** Fields of a function that say what it does or may do: with actions, the core does that and needs nothing else. */
const OF_OWN_CODE = [
  's3',
  'imageUri',
  'imageConfig',
  'runtime',
  'handler',
  'layerArns',
  'environment',
  'access',
  'statements',
] as const;

/** Lambda's `/tmp`, where the author does not say: https://docs.aws.amazon.com/lambda/latest/dg/configuration-ephemeral-storage.html */
const DEFAULT_STORAGE_MB = 512;
/** What an archive has for each object besides its bytes: a header, a line of the manifest. */
const BYTES_OF_AN_ENTRY = 2048;

/** What an EventProcessor does with its events: actions of the core, or the code of its function. */
export function actionProblems(spec: JsonObject): readonly Problem[] {
  if (spec.actions === undefined) return [...missingFunction(spec), ...limitsWithoutActions(spec)];
  const actions = listOf(spec.actions).map(objectOf);
  return [...ownCode(spec), ...missingOutput(spec, actions), ...bundleProblems(spec, actions)];
}

/** A FIFO queue gives ten messages at a time, and does not gather them (T6). */
export function fifoBatchProblems(batch: JsonObject, path: Path): readonly Problem[] {
  const { size, windowSeconds } = batch;
  const entry = {
    ...(size !== undefined && { batchSize: size }),
    ...(windowSeconds !== undefined && { windowSeconds }),
  };
  return fifoProblems(entry, path).map((problem) => {
    const isSize = problem.path.at(-1) === 'batchSize';
    return isSize ? { ...problem, path: [...path, 'size'] } : problem;
  });
}

function missingFunction(spec: JsonObject): Problem[] {
  if (spec.function !== undefined) return [];
  const message = 'Nothing says what is done with the events: spec.actions or spec.function is missing.';
  return [{ code: 'MissingField', path: ['spec'], at: 'key', message }];
}

function limitsWithoutActions(spec: JsonObject): Problem[] {
  if (spec.limits === undefined) return [];
  const message = 'spec.limits is for spec.actions only: code of your own has its own limits.';
  return [{ code: 'ConflictingFields', path: ['spec', 'limits'], at: 'key', message }];
}

function ownCode(spec: JsonObject): Problem[] {
  const block = objectOf(spec.function);
  return OF_OWN_CODE.filter((field) => block[field] !== undefined).map((field) => ({
    code: 'ConflictingFields',
    path: ['spec', 'function', field],
    at: 'key',
    message: `spec.function.${field} is for code of your own, and spec.actions are done by the core.`,
    hint: 'Remove it, or hand events to a Function of your own by the action `transform`.',
  }));
}

function missingOutput(spec: JsonObject, actions: readonly JsonObject[]): Problem[] {
  if (spec.output !== undefined) return [];
  return actions.flatMap((action, index) => {
    const name = ['bundle', 'transform'].find((word) => action[word] !== undefined);
    if (name === undefined) return [];
    const message = `The action ${name} stores what it makes, and spec.output is missing.`;
    return [{ code: 'MissingField', path: ['spec', 'actions', index, name], at: 'key', message } as const];
  });
}

function bundleProblems(spec: JsonObject, actions: readonly JsonObject[]): Problem[] {
  const bundles = actions.flatMap(({ bundle }, index) => (bundle === undefined ? [] : [{ bundle, index }]));
  const [first, second] = bundles;
  if (first === undefined) return [];
  const path = ['spec', 'actions', first.index, 'bundle'];
  const twice: Problem = {
    code: 'ConflictingFields',
    path: ['spec', 'actions', second?.index ?? 0, 'bundle'],
    at: 'key',
    message: 'A batch is bundled once: there is a bundle before.',
  };
  return [
    ...(second === undefined ? [] : [twice]),
    ...withoutObjects(spec, actions.slice(0, first.index), path),
    ...tooLarge(first.bundle, spec, path),
  ];
}

/** Only objects can be bundled: those of a bucket, or what a function made of an event. */
function withoutObjects(spec: JsonObject, before: readonly JsonObject[], path: Path): Problem[] {
  const source = objectOf(spec.source);
  if (!isObject(spec.source) || source.s3 !== undefined) return [];
  if (before.some(({ transform }) => transform !== undefined)) return [];
  const message = 'The events are about no objects that could be bundled.';
  const hint = 'Take `source.s3`, or make objects of the events first by the action `transform`.';
  return [{ code: 'ConflictingFields', path, at: 'key', message, hint }];
}

function tooLarge(bundle: Json, spec: JsonObject, path: Path): Problem[] {
  const { maxBytes = 0, maxObjects = 100 } = objectOf(bundle);
  const { ephemeralStorageMb = DEFAULT_STORAGE_MB } = objectOf(spec.function);
  if (typeof maxBytes !== 'number' || typeof maxObjects !== 'number' || typeof ephemeralStorageMb !== 'number')
    return [];
  const most = ephemeralStorageMb * 1024 * 1024 - maxObjects * BYTES_OF_AN_ENTRY;
  if (maxBytes <= most) return [];
  const message = `An archive of ${maxBytes} bytes does not fit into the ${ephemeralStorageMb} MB of storage that a run has.`;
  const hint = 'Set spec.function.ephemeralStorageMb higher, up to 10240, or maxBytes lower.';
  return [{ code: 'InvalidValue', path: [...path, 'maxBytes'], message, hint }];
}
