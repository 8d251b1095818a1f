import { withBadge } from '../../controller/badge.ts';
import { INVOCATION_SECONDS } from '../../controller/config.ts';
import { HoldfastError } from '../../controller/diagnostics/error.ts';
import { dispatchToApplier, dispatchToPlanner } from '../../controller/dispatch.ts';
import type { DocumentCache } from '../../controller/documents/load-documents.ts';
import { DEFAULT_READING_LIMITS } from '../../controller/reading-limits.ts';
import type { EnvironmentRecord } from '../../controller/record/port.ts';
import type { HoldfastEvent } from '../../controller/report/events-port.ts';
import { createBlobCache } from '../../controller/source/blob-cache.ts';
import { MAX_RECEIVES } from '../../controller/trigger/port.ts';
import { readMessage } from '../../controller/trigger/read-event.ts';
import type { Trigger } from '../../controller/trigger/trigger.ts';
import type { ApplierWorld } from '../../controller/world.ts';
import { createFakeApiGateway } from '../fakes/apigateway.ts';
import { createFakeBadge } from '../fakes/badge.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeCloudFormation } from '../fakes/cloudformation.ts';
import { Crash, createFaults } from '../fakes/faults.ts';
import { createFakeGithub, type FakeFile } from '../fakes/github.ts';
import { createFakeHealth } from '../fakes/health.ts';
import { createFakeLambda } from '../fakes/lambda.ts';
import { createFakeLedger } from '../fakes/ledger.ts';
import { createFakeOutputs } from '../fakes/outputs.ts';
import { createFakeQueue, type QueueName, type TakenMessage } from '../fakes/queue.ts';
import { createFakeResources } from '../fakes/resources.ts';

/** The whole controller on fakes that share one count of outside calls, so that each of them can fail in turn. */
export type Loop = ReturnType<typeof createLoop>;

interface Arrival {
  readonly trigger: Trigger;
  readonly role: 'planner' | 'applier';
  readonly attempt: number;
}

const INVOCATION_MS = INVOCATION_SECONDS * 1000;

/** More rounds than any scenario needs; a loop that goes on for longer never ends (C14). */
const MAX_ROUNDS = 5000;

/** What files say, by their content. Loops play the same files over and over, and reading them anew asks nothing of the outside. */
const DOCUMENTS: DocumentCache = new Map();

export function createLoop() {
  const clock = createFakeClock();
  const faults = createFaults();
  const github = createFakeGithub(faults, clock);
  const cloudformation = createFakeCloudFormation({ clock, faults });
  const ledger = createFakeLedger(clock, faults);
  const queue = createFakeQueue(clock, faults);
  const lambda = createFakeLambda(faults);
  const apis = createFakeApiGateway(faults);
  const resources = createFakeResources(faults);
  const outputs = createFakeOutputs(faults);
  const badge = createFakeBadge();
  const health = createFakeHealth(faults);
  const events: HoldfastEvent[] = [];
  const dead: string[] = [];
  const inbox: Arrival[] = [];
  let eventsArrive = true;
  let begun = clock.now();
  let onInvocation = (_ms: number) => {};
  cloudformation.onStatusChange(({ stackName, stackId, status }) => {
    const trigger: Trigger = { type: 'stack-event', stackName, stackId, status };
    if (eventsArrive) inbox.push({ trigger, role: 'applier', attempt: 1 });
  });

  const world: ApplierWorld = {
    config: {
      role: 'applier',
      environment: 'dev',
      project: 'acme',
      registry: { owner: 'acme', name: 'registry' },
      branch: 'main',
      appId: 1,
      githubApiUrl: 'https://api.github.test',
      tableName: 'table',
      evidenceBucket: 'bucket',
      busName: 'bus',
      queues: { planner: 'planner', applier: 'applier', timer: 'timer' },
      limits: DEFAULT_READING_LIMITS,
      badge: false,
      appKeySecretArn: 'arn:secret',
      executionRoleArn: 'arn:aws:iam::123456789012:role/acme-cfn-execution',
    },
    environment: 'dev',
    clock,
    source: github.source,
    blobs: createBlobCache(),
    documents: DOCUMENTS,
    pulls: github.pulls,
    deliveries: github.deliveries,
    checks: github.checks,
    comments: github.comments,
    proposals: github.proposals,
    stacks: cloudformation,
    changeSets: cloudformation,
    artifacts: { currentVersion: async () => ({ kind: 'version', versionId: 'v1' }) },
    functions: lambda,
    apis,
    openResources: async () => resources,
    ledger,
    queue,
    events: withBadge({ publish: async (published) => void events.push(...published) }, badge, clock),
    writer: cloudformation,
    codeDigests: lambda,
    codeRestorer: lambda,
    outputStores: { states: outputs.states, parameters: outputs.parameters },
    stageCleaner: apis,
    openHealth: async () => health,
    remainingMs: () => INVOCATION_MS - (clock.now() - begun),
    core: outputs.core,
  };

  const dispatch = (trigger: Trigger, role: 'planner' | 'applier', owner: string, attempt: number) => {
    const delivery = { owner, isLastAttempt: attempt >= MAX_RECEIVES };
    begun = clock.now();
    onInvocation(INVOCATION_MS);
    return role === 'planner'
      ? dispatchToPlanner(trigger, delivery, world)
      : dispatchToApplier(trigger, delivery, world);
  };

  /** Takes one message as Lambda does: done when the function returns, shown again when it throws, given up after five times. */
  const handle = async (name: QueueName, message: TakenMessage) => {
    try {
      const read = readMessage(message.body, 'acme');
      if (read.kind === 'trigger') {
        await dispatch(read.trigger, name === 'planner' ? 'planner' : 'applier', message.body, message.attempt);
      }
      await message.done();
    } catch (error) {
      if (error instanceof Crash) faults.restart();
      else if (!(error instanceof HoldfastError)) throw error;
      if (message.attempt >= MAX_RECEIVES) {
        dead.push(message.body);
        await message.done();
        return;
      }
      await message.release();
      clock.advance(1000);
    }
  };

  /** The same for what comes from outside: kept until it was handled. */
  const handleArrival = async (arrival: Arrival) => {
    try {
      await dispatch(arrival.trigger, arrival.role, JSON.stringify(arrival.trigger), arrival.attempt);
    } catch (error) {
      if (error instanceof Crash) faults.restart();
      else if (!(error instanceof HoldfastError)) throw error;
      if (arrival.attempt >= MAX_RECEIVES) dead.push(JSON.stringify(arrival.trigger));
      else inbox.unshift({ ...arrival, attempt: arrival.attempt + 1 });
      clock.advance(1000);
    }
  };

  /** One thing happens: a message is handled, CloudFormation moves, or time passes until the next delayed message. */
  const round = async (): Promise<boolean> => {
    for (const name of ['applier', 'timer', 'planner'] as const) {
      const message = queue.take(name);
      if (message !== undefined) {
        await handle(name, message);
        return true;
      }
    }
    const arrival = inbox.shift();
    if (arrival !== undefined) {
      await handleArrival(arrival);
      return true;
    }
    if (cloudformation.tick()) return true;
    if (queue.waiting('timer').length === 0) return false;
    clock.advance(5000);
    return true;
  };

  return {
    world,
    clock,
    faults,
    github,
    cloudformation,
    ledger,
    queue,
    lambda,
    apis,
    resources,
    outputs,
    badge,
    health,
    events,
    dead,
    /** From now on EventBridge loses every stack event. */
    loseStackEvents: () => {
      eventsArrive = false;
    },
    /** Calls the listener as each invocation begins, with the milliseconds that it has. */
    onInvocation: (listener: (ms: number) => void) => {
      onInvocation = listener;
    },
    /** Commits to main; the webhook has not arrived yet. Gives the push that GitHub would tell. */
    commit: (changes: Readonly<Record<string, FakeFile | null>>, before = '0'.repeat(40)): PushOf => {
      const after = github.push('main', changes);
      return { type: 'push', delivery: `push-${after}`, branch: 'main', before, after };
    },
    /** A trigger arrives, from the webhook or a schedule. These are other processes, so no fault of ours hits them. */
    arrive: async (trigger: Trigger, role: 'planner' | 'applier' = 'applier') => {
      inbox.push({ trigger, role, attempt: 1 });
    },
    /**
     * GitHub tells of something; a trigger that does not arrive is lost until GitHub is asked to deliver it again. As in the webhook function, a
     * delivery is marked once it is in the queue (W11).
     */
    webhook: async (
      event: { readonly event: string; readonly action?: string },
      trigger: Trigger,
      role: 'planner' | 'applier',
      arrives: () => boolean,
    ) =>
      github.webhooks.tell(event, async (guid) => {
        if (!arrives()) return 502;
        if (await ledger.hasDelivery(guid, clock.now())) return 202;
        inbox.push({ trigger, role, attempt: 1 });
        await ledger.recordDelivery(guid, clock.now());
        return 202;
      }),
    round,
    /** Goes on until nothing is left to do. */
    settle: async () => {
      for (let rounds = 0; rounds < MAX_ROUNDS; rounds += 1) if (!(await round())) return;
      throw new Error(`not settled after ${MAX_ROUNDS} rounds`);
    },
    /** Title and conclusion of a check as GitHub shows it. */
    check: (name: string, sha: string): string => {
      const content = github.shownCheck(name, sha)?.content;
      return content === undefined ? 'none' : `${content.conclusion ?? 'running'}: ${content.title}`;
    },
    /** Everything that a user could tell apart: stacks with their templates, what is applied, what is published, what the check says. */
    async endState(sha: string) {
      const statuses = cloudformation.statuses();
      const templates: Record<string, string> = {};
      for (const name of Object.keys(statuses)) templates[name] = await cloudformation.readTemplate(name);
      const { appliedSha, healthySha, health: verdict, look }: EnvironmentRecord = await ledger.readEnvironment();
      const stacks = (await ledger.readStacks()).map(({ name, applied, attempted, outputs }) => ({
        name,
        applied,
        attempted,
        outputs,
      }));
      const check = github.shownCheck('holdfast/apply', sha)?.content.conclusion;
      const published = { parameters: [...outputs.stored].sort(), files: [...outputs.files] };
      const found = { healthySha, health: verdict?.health, isLooked: look === undefined };
      return { statuses, templates, appliedSha, stacks, check, published, found };
    },
  };
}

type PushOf = Extract<Trigger, { type: 'push' }>;
