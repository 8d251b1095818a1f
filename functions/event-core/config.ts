import * as z from 'zod/mini';
import type { Step } from './action.ts';
import { ACTIONS } from './actions/actions.ts';
import type { Limits } from './world.ts';

/** A process environment. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the core is told. All of it comes from its environment, whoever sets that up (docs/event-core.md). */
export interface CoreConfig {
  /** `HOLDFAST_PROCESSOR`: its name, in logs, metrics, results and records. */
  readonly processor: string;
  /**
   * `HOLDFAST_PIPELINE`: a JSON list of one-word objects, e.g. `[{"bundle": {…}}, {"forward": {…}}]`. `HOLDFAST_ACTION_2_BUS` adds `bus` to the second
   * one's settings: names of what is in AWS are known only to who deploys it.
   */
  readonly steps: readonly Step[];
  /** `HOLDFAST_IDEMPOTENCY_TABLE`: key `id`, time to live `expiration`. */
  readonly table: string;
  /** `HOLDFAST_IDEMPOTENCY_SECONDS`: for how long an event is known again. */
  readonly rememberSeconds: number;
  /** `HOLDFAST_MAX_RECEIVE_COUNT`: how often a message is tried before it is put aside. */
  readonly maxReceiveCount: number;
  /** `HOLDFAST_DEAD_LETTER_QUEUE_URL`: where it is put, with the reason. */
  readonly deadLetterQueueUrl: string;
  /** `HOLDFAST_INPUT_PREFIX`: what results' names leave out of their objects' keys. */
  readonly input?: { readonly prefix: string };
  /** `HOLDFAST_OUTPUT_BUCKET` and `HOLDFAST_OUTPUT_PREFIX`. */
  readonly output?: { readonly bucket: string; readonly prefix: string };
  readonly limits: Limits;
}

/** Words that are no environment a core can work in. The message names the variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** An eighth of Lambda's memory is held: at 512 MB that leaves room for Node.js, the SDK and what streams hold. */
const SHARE_OF_MEMORY = 8;
/** S3 takes so much in one request: https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const MOST_BYTES = 5_368_709_120;
/** Lambda's smallest, where it does not say. */
const SMALLEST_MEMORY_MB = 128;

/** Reads the environment. Throws {@link ConfigError}. */
export function readConfig(env: Environment): CoreConfig {
  const memoryMb = Number(env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? SMALLEST_MEMORY_MB);
  const output = env.HOLDFAST_OUTPUT_BUCKET;
  return {
    processor: text(env, 'HOLDFAST_PROCESSOR'),
    steps: readPipeline(text(env, 'HOLDFAST_PIPELINE'), env),
    table: text(env, 'HOLDFAST_IDEMPOTENCY_TABLE'),
    rememberSeconds: count(env, 'HOLDFAST_IDEMPOTENCY_SECONDS'),
    maxReceiveCount: count(env, 'HOLDFAST_MAX_RECEIVE_COUNT'),
    deadLetterQueueUrl: text(env, 'HOLDFAST_DEAD_LETTER_QUEUE_URL'),
    ...(env.HOLDFAST_INPUT_PREFIX && { input: { prefix: env.HOLDFAST_INPUT_PREFIX } }),
    ...(output && { output: { bucket: output, prefix: env.HOLDFAST_OUTPUT_PREFIX ?? '' } }),
    limits: {
      memoryBytes: Math.floor((memoryMb * 1024 * 1024) / SHARE_OF_MEMORY),
      objectBytes: count(env, 'HOLDFAST_MAX_OBJECT_BYTES', MOST_BYTES),
      expandedBytes: count(env, 'HOLDFAST_MAX_EXPANDED_BYTES', 2 * MOST_BYTES),
      directory: '/tmp',
    },
  };
}

const pipelineSchema = z.array(z.record(z.string(), z.unknown())).check(z.minLength(1));

/** Reads the pipeline. Throws {@link ConfigError} for what is none, and for a second action on whole batches. */
export function readPipeline(json: string, env: Environment = {}): readonly Step[] {
  const read = pipelineSchema.safeParse(parse(json));
  if (!read.success) throw new ConfigError('HOLDFAST_PIPELINE is no list of actions.');
  const steps = read.data.map((given, index) => readStep(given, settingsIn(env, index + 1)));
  if (steps.filter(({ takes }) => takes === 'together').length > 1) {
    throw new ConfigError('HOLDFAST_PIPELINE has more than one action that takes a whole batch.');
  }
  return steps;
}

function readStep(given: Readonly<Record<string, unknown>>, more: Readonly<Record<string, string>>): Step {
  const [name = '', ...others] = Object.keys(given);
  const action = ACTIONS.find((entry) => entry.name === name);
  if (action === undefined || others.length > 0) {
    const known = ACTIONS.map((entry) => entry.name).join(', ');
    throw new ConfigError(`HOLDFAST_PIPELINE has an entry that is not one of the actions: ${known}.`);
  }
  const settings = given[name];
  const spec = action.schema.safeParse(isFields(settings) ? { ...settings, ...more } : settings);
  if (!spec.success)
    throw new ConfigError(`HOLDFAST_PIPELINE: ${name} has wrong settings. ${z.prettifyError(spec.error)}`);
  return action.step(spec.data);
}

/** Settings that have variables of their own. */
function settingsIn(env: Environment, position: number): Readonly<Record<string, string>> {
  const start = `HOLDFAST_ACTION_${position}_`;
  const named = Object.entries(env).flatMap(([name, value]) =>
    name.startsWith(start) && value ? [[name.slice(start.length).toLowerCase(), value] as const] : [],
  );
  return Object.fromEntries(named);
}

function isFields(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new ConfigError('HOLDFAST_PIPELINE is no JSON.');
  }
}

function text(env: Environment, name: string): string {
  const value = env[name];
  if (!value) throw new ConfigError(`${name} is not set.`);
  return value;
}

function count(env: Environment, name: string, otherwise?: number): number {
  const value = otherwise !== undefined && !env[name] ? otherwise : Number(text(env, name));
  if (!Number.isSafeInteger(value) || value < 1) throw new ConfigError(`${name} is no number of at least 1.`);
  return value;
}
