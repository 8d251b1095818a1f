import type { Json, JsonObject } from '../../lib/json.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import { isObject, objectOf } from '../raw.ts';
import { busProblem, sourceProblems } from './event-sources.ts';
import { timing } from './schedules.ts';
import { filterProblems } from './topic-filters.ts';

/** Ways to say what gives an agent work, of which a subscription has exactly one. */
const WAYS = ['pattern', 's3', 'schedule', 'topic'];

/** What gives an agent work besides messages: each by one way, with a name of its own. */
export function agentSubscriptions(subscriptions: readonly Json[]): readonly Problem[] {
  const names = subscriptions.map((entry) => objectOf(entry).name);
  return subscriptions.flatMap((entry, index) => {
    const subscription = objectOf(entry);
    const path = ['spec', 'subscriptions', index];
    const isRepeated = typeof subscription.name === 'string' && names.indexOf(subscription.name) < index;
    return [
      ...(isRepeated ? [twice(subscription, path)] : []),
      ...(isObject(entry) ? sourceProblems(entry, WAYS, path) : []),
      ...busProblem(subscription, path),
      ...timing(objectOf(subscription.schedule), [...path, 'schedule']),
      ...filterProblems(objectOf(subscription.topic), [...path, 'topic']),
      ...sameTopic(subscription, subscriptions.slice(0, index), path),
    ];
  });
}

/** SNS knows one subscription of a queue to a topic. */
function sameTopic({ topic }: JsonObject, earlier: readonly Json[], path: Path): readonly Problem[] {
  const key = topicKey(topic);
  if (key === undefined || !earlier.some((other) => topicKey(objectOf(other).topic) === key)) return [];
  const message = 'The agent is subscribed to this topic already.';
  return [{ code: 'ConflictingFields', path: [...path, 'topic', 'name'], message }];
}

function topicKey(topic: Json | undefined): string | undefined {
  const { name, team = '' } = objectOf(topic);
  return typeof name === 'string' ? `${String(team)}/${name}` : undefined;
}

function twice({ name }: JsonObject, path: Path): Problem {
  const message = `The agent has another subscription of the name ${String(name)}.`;
  return { code: 'ConflictingFields', path: [...path, 'name'], message };
}
