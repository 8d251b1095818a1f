import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { listOf, objectOf } from '../raw.ts';
import { patternProblems } from './event-pattern.ts';
import { isStream, sortOfEntry } from './event-source-entry.ts';

/** Fields that Lambda takes for streams alone: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
const STREAMS_ONLY = [
  'startingPosition',
  'bisectOnError',
  'maxRetries',
  'maxRecordAgeSeconds',
  'parallelization',
  'onFailure',
] as const;

/** FIFO queues give ten messages at a time and are not gathered (T6). */
const FIFO_BATCH = 10;

/** A larger batch from a queue has to be gathered: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
const BATCH_WITHOUT_WINDOW = 10;

/** Least age that is not "without end". */
const LEAST_AGE_SECONDS = 60;

/** Lambda takes this much of a pattern: https://docs.aws.amazon.com/lambda/latest/api/API_Filter.html */
const MAX_PATTERN = 4096;

/** Event sources: what each sort of source takes (T6), no source twice, and patterns that Lambda understands. */
export function functionEventSources(document: JsonObject): readonly Problem[] {
  const entries = listOf(objectOf(document.spec).eventSources);
  return entries.flatMap((entry, index) => {
    const path = ['spec', 'eventSources', index];
    return [
      ...settingsProblems(objectOf(entry), path),
      ...filterProblems(entry, path),
      ...repeated(entries, index, path),
    ];
  });
}

function settingsProblems(entry: JsonObject, path: Path): Problem[] {
  const sort = sortOfEntry(entry);
  if (sort === undefined) return [];
  return isStream(entry) ? streamProblems(entry, path) : queueProblems(entry, path, sort === 'fifo-queue');
}

function queueProblems(entry: JsonObject, path: Path, fifo: boolean): Problem[] {
  const foreign = STREAMS_ONLY.filter((field) => entry[field] !== undefined);
  return [
    ...foreign.map((field) => conflict(path, field, `${field} is for streams only; the source is a queue.`)),
    ...(fifo ? fifoProblems(entry, path) : windowProblem(entry, path)),
  ];
}

function windowProblem({ batchSize, windowSeconds }: JsonObject, path: Path): Problem[] {
  if (typeof batchSize !== 'number' || batchSize <= BATCH_WITHOUT_WINDOW) return [];
  if (typeof windowSeconds === 'number' && windowSeconds > 0) return [];
  const message = `A batch of ${batchSize} messages needs a window in which they are gathered.`;
  return [{ code: 'MissingField', path: [...path, 'batchSize'], message, hint: 'Add `windowSeconds: 1` or more.' }];
}

/** What FIFO queues do not take. */
export function fifoProblems({ batchSize, windowSeconds }: JsonObject, path: Path): Problem[] {
  const large = typeof batchSize === 'number' && batchSize > FIFO_BATCH;
  const message = `A batch from a FIFO queue has at most ${FIFO_BATCH} messages, not ${String(batchSize)}.`;
  return [
    ...(large ? [{ code: 'InvalidValue', path: [...path, 'batchSize'], message } as const] : []),
    ...(windowSeconds === undefined || windowSeconds === 0
      ? []
      : [conflict(path, 'windowSeconds', 'Messages of a FIFO queue are not gathered over a window.')]),
  ];
}

function streamProblems({ maxConcurrency, maxRecordAgeSeconds: age }: JsonObject, path: Path): Problem[] {
  const young = typeof age === 'number' && age >= 0 && age < LEAST_AGE_SECONDS;
  const message = `maxRecordAgeSeconds must be at least ${LEAST_AGE_SECONDS}, or -1 for no end.`;
  return [
    ...(maxConcurrency === undefined
      ? []
      : [conflict(path, 'maxConcurrency', 'maxConcurrency is for queues only; use `parallelization` for a stream.')]),
    ...(young ? [{ code: 'InvalidValue', path: [...path, 'maxRecordAgeSeconds'], message } as const] : []),
  ];
}

function conflict(path: Path, field: string, message: string): Problem {
  return { code: 'ConflictingFields', path: [...path, field], at: 'key', message };
}

/** Patterns by which messages are chosen, in the field `filters` of what reads them. */
export function filterProblems(entry: Json, path: Path): readonly Problem[] {
  return listOf(objectOf(entry).filters).flatMap((filter, index) => {
    const place = [...path, 'filters', index];
    const size = JSON.stringify(filter).length;
    if (size <= MAX_PATTERN) return patternProblems(filter, place);
    const message = `The pattern has ${size} characters as JSON; Lambda takes ${MAX_PATTERN}.`;
    return [{ code: 'InvalidValue', path: place, message } as const];
  });
}

function repeated(entries: readonly Json[], index: number, path: Path): Problem[] {
  const name = identityOf(entries[index]);
  const first = entries.findIndex((other) => identityOf(other) === name);
  if (name === undefined || first === index) return [];
  const message = `The source is already in spec.eventSources[${first}]; Lambda reads it once for a function.`;
  return [{ code: 'ConflictingFields', path, message }];
}

function identityOf(entry: Json | undefined): string | undefined {
  const { kind, name, team, arn } = objectOf(entry);
  if (arn !== undefined) return JSON.stringify(objectOf(arn).value ?? arn);
  return kind === undefined || name === undefined ? undefined : JSON.stringify([kind, team ?? null, name]);
}
