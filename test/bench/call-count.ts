import { MAX_INLINE_BYTES } from '../../controller/adapters/cloudformation-template.ts';
import type { DocumentCache } from '../../controller/documents/load-documents.ts';
import { compileCommit } from '../../controller/plan-commit.ts';
import { DEFAULT_READING_LIMITS } from '../../controller/reading-limits.ts';
import { reconcile } from '../../controller/reconcile.ts';
import type { CommentWriter } from '../../controller/report/comments-port.ts';
import type { EventPublisher } from '../../controller/report/events-port.ts';
import type { CheckWriter } from '../../controller/report/port.ts';
import { createBlobCache } from '../../controller/source/blob-cache.ts';
import type { BranchReader, TreeReader } from '../../controller/source/port.ts';
import type { Trigger } from '../../controller/trigger/trigger.ts';
import type { ApplierWorld } from '../../controller/world.ts';
import { createFakeApiGateway } from '../fakes/apigateway.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeCloudFormation, type StackStatusChange } from '../fakes/cloudformation.ts';
import { createFakeHealth } from '../fakes/health.ts';
import { createFakeLambda } from '../fakes/lambda.ts';
import { createFakeOutputs } from '../fakes/outputs.ts';
import { createFakeQueue } from '../fakes/queue.ts';
import { createFakeResources } from '../fakes/resources.ts';
import { repositoryOf } from './applied-platform.ts';
import { emptyRecord, openRecord } from './counting-record.ts';
import { generateRegistry } from './generate-registry.ts';
import { installPlatform } from './install-platform.ts';

/** Requests to AWS and GitHub, and how often the applier was invoked for them. */
export interface CallCount {
  readonly aws: number;
  readonly github: number;
  readonly invocations: number;
  /** Operation → how often. */
  readonly byOperation: Readonly<Record<string, number>>;
}

/** What is counted for one platform. */
export interface CallCounts {
  /** A trigger finds the applied commit: a schedule, or a webhook that came twice. */
  readonly unchanged: CallCount;
  /** One function of one stack changed, in a process that has been at it before: until its health is known and its last timer is gone. */
  readonly oneStack: CallCount;
  /** The same in a process that has just begun. */
  readonly oneStackCold: CallCount;
}

/**
 * Counts what applying costs on a platform of `teams` teams of ten functions, by really doing it: `reconcile` with the real record and
 * queue messages, CloudFormation moving step by step and telling every status on EventBridge. The numbers are exact and always the same.
 */
export async function countCalls(teams: number): Promise<CallCounts> {
  const platform = startPlatform(teams);
  await platform.install();
  const unchanged = await platform.counted(() => platform.deliver({ type: 'schedule', task: 'resync' }));
  const oneStack = await platform.counted(() => platform.push(1));
  platform.restart();
  const oneStackCold = await platform.counted(() => platform.push(2));
  return { unchanged, oneStack, oneStackCold };
}

interface Platform {
  /** Applies the registry as it is before any edit, without counting. */
  install(): Promise<void>;
  deliver(trigger: Trigger): Promise<void>;
  /** Moves the branch to this edit of the registry and carries everything out that follows. */
  push(edit: number): Promise<void>;
  /** A new process: what was only in memory is gone. */
  restart(): void;
  counted(work: () => Promise<void>): Promise<CallCount>;
}

function startPlatform(teams: number): Platform {
  const calls: string[] = [];
  const clock = createFakeClock();
  const store = emptyRecord();
  const cloudFormation = createFakeCloudFormation({ clock });
  const queue = createFakeQueue(clock);
  const outputs = createFakeOutputs();
  const events: StackStatusChange[] = [];
  cloudFormation.onStatusChange((change) => events.push(change));
  let branch = branchAt(0, teams);
  let memory = freshMemory();
  let invocations = 0;

  const note = <P extends object>(name: string, port: P): P =>
    new Proxy(port, {
      get: (target, key) => {
        const member: unknown = Reflect.get(target, key);
        if (typeof member !== 'function') return member;
        return (...args: readonly unknown[]) => {
          calls.push(...requestsOf(`${name}.${String(key)}`, args));
          return Reflect.apply(member, target, args);
        };
      },
    });
  const world = (): ApplierWorld => ({
    ...constantsOf(clock),
    ...memory,
    source: note('github', branch),
    checks: note('github', NO_CHECKS),
    comments: note('github', NO_COMMENTS),
    proposals: note('github', NO_PROPOSALS),
    events: note('eventbridge', NO_EVENTS),
    queue: note('sqs', queue),
    stacks: note('cloudformation', cloudFormation),
    changeSets: note('cloudformation', cloudFormation),
    writer: note('cloudformation', cloudFormation),
    codeDigests: note('lambda', lambda),
    functions: note('lambda', lambda),
    codeRestorer: note('lambda', lambda),
    outputStores: { states: note('s3', outputs.states), parameters: note('ssm', outputs.parameters) },
    stageCleaner: note('apigateway', apis),
    artifacts: note('s3', { currentVersion: async () => ({ kind: 'unversioned' }) as const }),
    openHealth: async () => note('health', health),
    apis: note('apigateway', apis),
    openResources: async () => createFakeResources(),
    pulls: note('github', NO_PULLS),
    deliveries: note('github', NO_DELIVERIES),
    ledger: memory.ledger,
  });
  const apis = createFakeApiGateway();
  const health = createFakeHealth();
  const lambda = { ...createFakeLambda(), codeSha256: async () => 'nP1yA0Xn0bYLyWW3pKmRZ7l8R6S8hcbkAqXPEzg5y7E=' };
  function freshMemory() {
    const documents: DocumentCache = new Map();
    return { blobs: createBlobCache(), documents, ledger: openRecord(store, calls, clock) };
  }
  const deliver = async (trigger: Trigger): Promise<void> => {
    invocations += 1;
    await reconcile(trigger, `message-${invocations}`, world());
  };

  return {
    deliver,
    install: async () => {
      const commit = await branch.headOf('main');
      const { desired, outputs: declared } = await compileCommit(commit, { ...memory, source: branch, clock });
      await installPlatform(desired?.stacks ?? [], declared, commit, cloudFormation, memory.ledger, clock);
      events.length = 0;
    },
    push: async (edit) => {
      const before = await branch.headOf('main');
      branch = branchAt(edit, teams);
      const after = await branch.headOf('main');
      await deliver({ type: 'push', delivery: `delivery-${edit}`, branch: 'main', before, after });
      for (;;) {
        const event = events.shift();
        if (event !== undefined) await deliver({ type: 'stack-event', ...event });
        else if (cloudFormation.tick()) continue;
        else {
          clock.advance(60_000);
          const message = queue.take('timer');
          if (message === undefined && queue.waiting('timer').length === 0) return;
          if (message === undefined) continue;
          await deliver(JSON.parse(message.body));
          await message.done();
        }
      }
    },
    restart: () => {
      memory = freshMemory();
    },
    counted: async (work) => {
      const [firstCall, firstInvocation] = [calls.length, invocations];
      await work();
      return summaryOf(calls.slice(firstCall), invocations - firstInvocation);
    },
  };
}

/** What one call of a port is on the wire; the ledger's calls are noted where it makes its requests. */
function requestsOf(call: string, args: readonly unknown[]): readonly string[] {
  // A check is looked for, then made or rewritten: two requests.
  if (call === 'github.writeCheck') return ['github.listForRef', 'github.writeCheck'];
  // The pull request of a commit is looked up, then read, then its reviews.
  if (call === 'github.approvalOf') return ['github.listPullRequests', 'github.readPull', 'github.listReviews'];
  if (call !== 'cloudformation.createChangeSet') return [call];
  const { templateBody = '' } = Object(args[0]);
  return Buffer.byteLength(templateBody) > MAX_INLINE_BYTES ? ['s3.PutObject', call] : [call];
}

function summaryOf(calls: readonly string[], invocations: number): CallCount {
  const github = calls.filter((call) => call.startsWith('github.')).length;
  const names = [...new Set(calls)].sort();
  const byOperation = Object.fromEntries(names.map((name) => [name, calls.filter((call) => call === name).length]));
  return { aws: calls.length - github, github, invocations, byOperation };
}

function branchAt(edit: number, teams: number): TreeReader & BranchReader {
  const head = String(edit).padStart(40, 'a');
  return {
    ...repositoryOf(generateRegistry(teams * 10, edit)),
    headOf: async () => head,
    compare: async (base) => (base === head ? 'identical' : 'ahead'),
    mergeBase: async (base) => base,
    authorsBetween: async () => [],
    pushedAt: async () => undefined,
    mergesBetween: async () => [],
  };
}

const NO_DELIVERIES: ApplierWorld['deliveries'] = { listDeliveries: async () => [], redeliver: async () => true };
const NO_COMMENTS: CommentWriter = { react: async () => {}, reply: async () => {} };
const NO_PROPOSALS: ApplierWorld['proposals'] = { propose: async () => ({ kind: 'opened', number: 1, url: '' }) };
const NO_CHECKS: CheckWriter = { writeCheck: async () => undefined };
const NO_EVENTS: EventPublisher = { publish: async () => undefined };
const NO_PULLS: ApplierWorld['pulls'] = {
  readPull: async () => undefined,
  openPullsAt: async () => [],
  openPullsFor: async () => [],
  canWrite: async () => false,
  mergedPullOf: async () => undefined,
  approvalOf: async () => ({
    source: 'pull-request',
    number: 7,
    author: 'ada',
    headSha: 'b'.repeat(40),
    mergedBy: 'grace',
    reviews: [],
  }),
};

function constantsOf(
  clock: ApplierWorld['clock'],
): Pick<ApplierWorld, 'clock' | 'config' | 'environment' | 'remainingMs'> {
  return {
    clock,
    environment: 'dev',
    remainingMs: () => 900_000,
    config: {
      role: 'applier',
      environment: 'dev',
      project: 'bench-platform',
      registry: { owner: 'acme', name: 'registry' },
      branch: 'main',
      appId: 1,
      githubApiUrl: 'https://api.github.com',
      tableName: 'holdfast',
      evidenceBucket: 'holdfast-evidence',
      busName: 'holdfast',
      queues: { planner: 'planner', applier: 'applier', timer: 'timer' },
      limits: DEFAULT_READING_LIMITS,
      badge: false,
      appKeySecretArn: 'arn:aws:secretsmanager:us-east-1:123456789012:secret:app-key',
    },
  };
}
