import { readFile } from 'node:fs/promises';
import * as z from 'zod';

/** What an object holds: text, or bytes that a seed makes, which no compression makes smaller. */
const contentSchema = z.union(
  [z.strictObject({ text: z.string() }), z.strictObject({ bytes: z.int().min(0), seed: z.int() })],
  'must have either text, or bytes and seed',
);

/** How often; `{n}` in keys and texts is 0, 1, 2 … */
const times = z.int().min(1).max(10_000).default(1);

const about = z.strictObject({ reason: z.string(), about: z.string().exactOptional(), times });

/** One thing that is done, or waited for: exactly one of these. */
const stepSchema = z
  .strictObject({
    put: z
      .strictObject({ key: z.string(), content: contentSchema, times })
      .exactOptional()
      .describe('Puts objects into the input bucket. What S3 refuses to take is told of by a message instead.'),
    tell: z
      .strictObject({ key: z.string(), content: contentSchema, way: z.enum(['eventbridge', 's3']), times })
      .exactOptional()
      .describe(
        "Sends the event of an object straight to the queue, in EventBridge's form or S3's own, object or not.",
      ),
    repeat: z
      .strictObject({ times })
      .exactOptional()
      .describe('Tells again of every object so far, in both forms, so many times each.'),
    message: z
      .strictObject({ body: z.string(), times })
      .exactOptional()
      .describe('Sends a message to the queue as it is.'),
    event: z
      .strictObject({ source: z.string(), detailType: z.string(), detail: z.json(), times })
      .exactOptional()
      .describe("Puts an event on the team's bus."),
    fires: z
      .int()
      .min(1)
      .exactOptional()
      .describe(
        'So often the schedule fires by itself; `<soon>` in the processor is a moment shortly after it is made.',
      ),
    handled: z
      .int()
      .min(1)
      .exactOptional()
      .describe('Waits until so many are handled: in archives, or as results; and the queue is empty.'),
    deadLetters: z
      .array(about)
      .min(1)
      .exactOptional()
      .describe('Waits until exactly these are in the dead-letter queue.'),
    mend: z.literal('function').exactOptional().describe("Replaces the team's function by one that works."),
    redrive: z.literal(true).exactOptional().describe('Moves the dead letters back to the queue.'),
  })
  .refine((step) => Object.keys(step).length === 1, 'must have exactly one member: a step does one thing');

const rangeSchema = z.union([
  z.int().min(0),
  z.strictObject({ atLeast: z.int().exactOptional(), atMost: z.int().exactOptional() }),
]);

const expectedSchema = z.strictObject({
  archived: z
    .strictObject({
      of: z.enum(['input', 'results']).default('input'),
      except: z.array(z.string()).default([]),
      archives: rangeSchema.default({ atLeast: 1 }),
    })
    .exactOptional()
    .describe('Every object that was put or told of, or every result, is in exactly one archive with its own bytes.'),
  results: z
    .array(z.strictObject({ key: z.string(), body: z.json().exactOptional(), times }))
    .default([])
    .describe('Other objects in the output bucket; `*` in a key stands for anything.'),
  forwarded: z
    .array(
      z.strictObject({
        detailType: z.string(),
        times: rangeSchema.default(1),
        detail: z.record(z.string(), z.json()).default({}),
      }),
    )
    .default([])
    .describe('Events on the bus, each with an id of its own; `detail` has at least these members.'),
  deadLetters: z.array(about).default([]).describe('What is in the dead-letter queue at the end.'),
  metrics: z.record(z.string(), rangeSchema).default({}).describe("Sums of the core's metrics."),
  attempts: rangeSchema.exactOptional().describe('The most deliveries that an event took before it was handled.'),
});

/** One end-to-end test: what goes in, what breaks, and what must come out. */
export const configSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'must be lower-case words joined by dashes')
    .max(18)
    .describe('Name; also of the team that owns everything in it.'),
  description: z.string().min(1),
  processor: z.record(z.string(), z.json()).describe('Spec of the EventProcessor `core`, as a registry has it.'),
  versions: z.boolean().default(true).describe('Whether the input bucket keeps versions.'),
  function: z
    .enum(['works', 'fails-on-broken'])
    .default('works')
    .describe('What `convert`, the function of the team, does at first.'),
  faults: z
    .strictObject({ crash: z.literal('after-write') })
    .exactOptional()
    .describe('`after-write`: the process ends right after it wrote an object, before anything is recorded.'),
  input: z.array(stepSchema).min(1),
  expected: expectedSchema,
  timeLimitSeconds: z.int().min(1).max(600).describe('From the first input to the last output, on the local cloud.'),
});

/** An end-to-end test with all defaults filled in. */
export type E2eConfig = z.output<typeof configSchema>;
export type Step = E2eConfig['input'][number];
export type Content = z.output<typeof contentSchema>;
export type Range = z.output<typeof rangeSchema>;
export type Expected = E2eConfig['expected'];
export type ExpectedLetter = z.output<typeof about>;

/** A file that is no configuration. The message names the file and every place that is wrong. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Reads a configuration. Throws {@link ConfigError}. */
export async function readE2eConfig(path: string): Promise<E2eConfig> {
  return parseE2eConfig(path, await readFile(path, 'utf8').catch(() => fail(path, 'There is no such file.')));
}

/** The same for text that was read. */
export function parseE2eConfig(path: string, text: string): E2eConfig {
  const parsed = configSchema.safeParse(parseJson(path, text));
  return parsed.success ? parsed.data : fail(path, z.prettifyError(parsed.error));
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return fail(path, `It is no JSON. ${error instanceof Error ? error.message : ''}`);
  }
}

function fail(path: string, why: string): never {
  throw new ConfigError(`${path}: ${why}`);
}
