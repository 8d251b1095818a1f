import type { JsonObject } from '../../lib/json.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectOf } from '../raw.ts';
import { batchProblems, visibilityProblems } from './buffers.ts';
import { directProblems } from './direct-source.ts';
import { actionProblems, fifoBatchProblems } from './event-actions.ts';
import { busProblem, sourceProblems } from './event-sources.ts';
import { filterProblems } from './function-event-sources.ts';
import { ownVariables } from './own-variables.ts';
import { repeatedEntries } from './repeated-entries.ts';
import { timing } from './schedules.ts';

const SOURCE = ['spec', 'source'];

/** An EventProcessor: one source, times that fit each other, and events that stay hidden while they are worked on (T6). */
export function eventProcessors(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const source = objectOf(spec.source);
  const block = objectOf(spec.function);
  return [
    ...(isObject(spec.source) ? sourceProblems(source, ['s3', 'schedule', 'pattern'], SOURCE) : []),
    ...busProblem(source, SOURCE),
    ...directProblems(source, objectOf(spec.queue)),
    ...timing(objectOf(source.schedule), [...SOURCE, 'schedule']),
    ...(objectOf(spec.queue).fifo === true
      ? fifoBatchProblems(objectOf(spec.batch), ['spec', 'batch'])
      : batchProblems(objectOf(spec.batch), 'size', ['spec', 'batch'])),
    ...visibilityProblems(objectOf(spec.queue), block, ['spec', 'queue']),
    ...filterProblems(objectOf(spec.batch), ['spec', 'batch']),
    ...repeatedEntries(objectOf(spec.batch).filters, ['spec', 'batch', 'filters']),
    ...ownVariables(block, ['spec', 'function']),
    ...actionProblems(spec),
  ];
}
