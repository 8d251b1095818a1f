import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, listOf, objectOf } from '../raw.ts';
import { agentSubscriptions } from './agent-subscriptions.ts';
import { batchProblems, visibilityProblems } from './buffers.ts';
import { fifoProblems } from './function-event-sources.ts';
import { ownVariables } from './own-variables.ts';

/** An Agent: names that tell its parts apart, a queue that fits the function, and nobody that it talks to twice. */
export function agents(document: JsonObject): readonly Problem[] {
  const spec = objectOf(document.spec);
  const functions = listOf(spec.functions);
  return [
    ...functionNames(functions),
    ...functions.flatMap((block, index) => ownVariables(objectOf(block), ['spec', 'functions', index])),
    ...workProblems(objectOf(spec.work), objectOf(functions[0])),
    ...resultsProblems(objectOf(spec.results)),
    ...agentSubscriptions(listOf(spec.subscriptions)),
    ...named(listOf(spec.publishes), 'Topic', ['spec', 'publishes']),
    ...named(listOf(spec.talksTo), 'Agent', ['spec', 'talksTo']),
    ...withItself(document, listOf(spec.talksTo)),
    ...secretNames(listOf(spec.secrets)),
  ];
}

/** One function may have the agent's own name: it has none here. */
function functionNames(functions: readonly Json[]): readonly Problem[] {
  const names = functions.map((block) => (isObject(block) ? (block.name ?? '') : undefined));
  return repeated(names).map((index) => {
    const name = names[index];
    const which = name === '' ? 'without a name' : `of the name ${String(name)}`;
    const path = name === '' ? ['spec', 'functions', index] : ['spec', 'functions', index, 'name'];
    return conflict(path, `The agent has another function ${which}.`);
  });
}

function workProblems(work: JsonObject, first: JsonObject): readonly Problem[] {
  const path = ['spec', 'work'];
  const sizes = work.fifo === true ? fifoProblems(work, path) : batchProblems(work, 'batchSize', path);
  return [...sizes, ...visibilityProblems(work, first, path)];
}

/** Attributes of the table that have a meaning already: its partition key, and the time at which a result expires. */
function resultsProblems({ sortKey, expireAfterDays }: JsonObject): readonly Problem[] {
  const path = ['spec', 'results', 'sortKey'];
  if (sortKey === 'id') return [conflict(path, 'The attribute id is the partition key of the table already.')];
  if (sortKey !== 'expiration' || expireAfterDays === undefined) return [];
  return [conflict(path, 'The attribute expiration is the time at which a result is deleted, so it is no key.')];
}

/** Documents of another team may have the same name; the variable that tells of them can tell of one. */
function named(entries: readonly Json[], kind: string, path: Path): readonly Problem[] {
  const names = entries.map((entry) => {
    const { name, bus } = objectOf(entry);
    return name ?? (bus === undefined ? undefined : '');
  });
  return repeated(names).map((index) => {
    const name = names[index];
    const message = name === '' ? 'The bus is in the list already.' : `${kind} ${String(name)} is in the list already.`;
    return conflict([...path, index], message);
  });
}

function withItself({ metadata }: JsonObject, talksTo: readonly Json[]): readonly Problem[] {
  return talksTo.flatMap((entry, index) => {
    const { name, team } = objectOf(entry);
    if (team !== undefined || name === undefined || name !== objectOf(metadata).name) return [];
    const message = 'An agent gives itself work without being listed here: HOLDFAST_WORK_QUEUE_URL is its own queue.';
    return [conflict(['spec', 'talksTo', index], message)];
  });
}

function secretNames(secrets: readonly Json[]): readonly Problem[] {
  return repeated(secrets).map((index) => conflict(['spec', 'secrets', index], 'The Secret is in the list already.'));
}

/** Positions of the texts that stood earlier in the list. */
function repeated(values: readonly (Json | undefined)[]): readonly number[] {
  return values.flatMap((value, index) => (typeof value === 'string' && values.indexOf(value) < index ? [index] : []));
}

function conflict(path: Path, message: string): Problem {
  return { code: 'ConflictingFields', path, message };
}
