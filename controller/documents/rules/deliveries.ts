import type { Finding } from '../../diagnostics/finding.ts';
import { workQueueName } from '../expansions/agent-names.ts';
import type { Path } from '../path.ts';
import type { Problem } from '../problem.ts';
import type { RegistryDocument } from '../registry.ts';
import { type Lookup, lookupOf } from './lookup.ts';
import { documentsOf, type RegistryContext } from './registry-rule.ts';

type Sender = RegistryDocument<'Schedule'> | RegistryDocument<'EventRule'>;
type Queue = RegistryDocument<'Queue'>;
type Topic = RegistryDocument<'Topic'>;

/** A place of a Schedule or EventRule that says where something is sent to. */
interface Place {
  readonly path: Path;
  readonly to: {
    readonly kind: string;
    readonly name: string;
    readonly team?: string;
    readonly messageGroup?: string;
  };
}

/**
 * What EventBridge and its Scheduler send arrives: message groups for FIFO queues and for no others, topics and dead-letter queues that take
 * it. Sources: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html (FIFO topics are no targets, FIFO queues need
 * content-based deduplication), https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html (standard queues only),
 * https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html (no service may use the key aws/sns).
 */
export function deliveries(context: RegistryContext): readonly Finding[] {
  const queueAt = lookupOf(context, 'Queue');
  const topicAt = lookupOf(context, 'Topic');
  return [...documentsOf(context, 'Schedule'), ...documentsOf(context, 'EventRule')].flatMap((sender) =>
    [
      ...targetsOf(sender).flatMap((place) =>
        place.to.kind === 'Topic'
          ? topicProblems(topicAt(place.to, sender), place, sender)
          : queueProblems(queueOf(place, sender, queueAt), place),
      ),
      ...deadLettersOf(sender).flatMap((place) => deadLetterProblems(queueAt(place.to, sender), place)),
    ].map((problem) => context.finding(sender.source, problem)),
  );
}

/** The queue that is sent to: that of an Agent is the one that its work comes by. */
function queueOf({ to }: Place, sender: Sender, queueAt: Lookup<'Queue'>): Queue | undefined {
  if (to.kind === 'Agent') return queueAt({ ...to, name: workQueueName(to.name) }, sender);
  return to.kind === 'Queue' ? queueAt(to, sender) : undefined;
}

function targetsOf(sender: Sender): readonly Place[] {
  if (sender.kind === 'Schedule') return [{ path: ['spec', 'target'], to: sender.spec.target }];
  return sender.spec.targets.map((to, index) => ({ path: ['spec', 'targets', index], to }));
}

/** A Schedule has its dead-letter queue beside its target, an EventRule one in each. */
function deadLettersOf(sender: Sender): readonly Place[] {
  const places =
    sender.kind === 'Schedule'
      ? [{ path: ['spec'], deadLetter: sender.spec.deadLetter }]
      : sender.spec.targets.map(({ deadLetter }, index) => ({ path: ['spec', 'targets', index], deadLetter }));
  return places.flatMap(({ path, deadLetter }) =>
    deadLetter === undefined ? [] : [{ path: [...path, 'deadLetter'], to: deadLetter }],
  );
}

function queueProblems(queue: Queue | undefined, { path, to: { messageGroup } }: Place): readonly Problem[] {
  if (queue === undefined) return [];
  const { name } = queue.metadata;
  const at = [...path, 'messageGroup'];
  if (!queue.spec.fifo) {
    if (messageGroup === undefined) return [];
    const message = `Queue ${name} is not FIFO, so it takes no messageGroup.`;
    return [{ code: 'ConflictingFields', path: at, at: 'key', message }];
  }
  const message = `Queue ${name} is FIFO: messageGroup is missing.`;
  const missing: readonly Problem[] = messageGroup === undefined ? [{ code: 'MissingField', path: at, message }] : [];
  if (queue.spec.contentBasedDeduplication === true) return missing;
  const hint = `Set contentBasedDeduplication: true in Queue ${name}.`;
  return [...missing, unfit(path, `Queue ${name} needs deduplication ids, which EventBridge does not send.`, hint)];
}

function topicProblems(topic: Topic | undefined, { path, to: { name } }: Place, { kind }: Sender): readonly Problem[] {
  if (topic === undefined) return [];
  if (topic.spec.fifo) return [unfit(path, `Topic ${name} is FIFO; EventBridge cannot publish to it.`)];
  // A Schedule publishes with a role of the account, which the key's policy lets in.
  if (kind === 'Schedule' || topic.spec.kmsKeyArn !== undefined || topic.spec.encryption === 'none') return [];
  const hint = `Set encryption: none in Topic ${name}, or kmsKeyArn to a key whose policy allows events.amazonaws.com.`;
  return [unfit(path, `Topic ${name} is encrypted with the key aws/sns, which EventBridge may not use.`, hint)];
}

function deadLetterProblems(queue: Queue | undefined, { path, to: { name } }: Place): readonly Problem[] {
  return queue?.spec.fifo ? [unfit(path, `Queue ${name} is FIFO; undelivered events need a standard queue.`)] : [];
}

function unfit(path: Path, message: string, hint?: string): Problem {
  return { code: 'UnfitDocument', path: [...path, 'name'], message, ...(hint !== undefined && { hint }) };
}
