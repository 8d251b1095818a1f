import type { StackWriter } from '../../controller/apply/port.ts';
import type { Lease, Ledger } from '../../controller/record/port.ts';
import type { CheckWriter } from '../../controller/report/port.ts';
import type { FakeCloudFormation, FakeStack } from '../fakes/cloudformation.ts';
import type { FakeLedger } from '../fakes/ledger.ts';
import { touch } from './model.ts';
import { type CallEffect, type Effect, type Past, remember, runKey, type Worker } from './past.ts';
import { brokenBy } from './promises.ts';

/** A promise that did not hold, with its number first. */
export class BrokenPromise extends Error {
  constructor(words: string) {
    super(words);
    this.name = 'BrokenPromise';
  }
}

/** What is looked at while workers work. */
export interface Witness {
  readonly past: Past;
  /** The first promise that was broken: a worker may swallow the error. */
  readonly broken: BrokenPromise | undefined;
  /** How often each kind of thing was seen. */
  readonly seen: ReadonlyMap<string, number>;
  count(what: string): void;
  ledger(worker: Worker): Ledger;
  writer(worker: Worker): StackWriter;
  checks(worker: Worker, port: CheckWriter): CheckWriter;
  judge(words: string | undefined): void;
}

/** Looks at everything that workers do and judges it at once, before anything else can happen. */
export function createWitness(past: Past, ledger: FakeLedger, cloudformation: FakeCloudFormation): Witness {
  let broken: BrokenPromise | undefined;
  const seen = new Map<string, number>();
  const count = (what: string) => seen.set(what, (seen.get(what) ?? 0) + 1);
  const judge = (words: string | undefined) => {
    if (words === undefined) return;
    broken ??= new BrokenPromise(words);
    throw broken;
  };
  const isLate = ({ lease }: Worker) => lease !== undefined && ledger.leaseOf(lease.name)?.token !== lease.token;
  const happen = async (effect: Effect, worker: Worker) => {
    past.model.moment += 1;
    const late = isLate(worker);
    if (late && effect.kind === 'call') {
      worker.lateCalls += 1;
      touch(past.model, effect.stack.name);
      count('call by a worker that had lost its lease');
    }
    for (const what of namesOf(effect)) count(what);
    judge(await brokenBy({ effect, worker, past, late, cloudformation }));
    remember(past, effect, late);
  };
  return {
    past,
    seen,
    count,
    get broken() {
      return broken;
    },
    judge,
    ledger: (worker) => watchLedger(ledger, worker, past, { happen, count, judge }),
    writer: (worker) => watchWriter(cloudformation, worker, past, happen),
    checks: (worker, port) => ({
      writeCheck: async (name, sha, externalId, content) => {
        await port.writeCheck(name, sha, externalId, content);
        await happen({ kind: 'check', name, sha, content }, worker);
      },
    }),
  };
}

type Happen = (effect: Effect, worker: Worker) => Promise<void>;

interface Watching {
  readonly happen: Happen;
  readonly count: (what: string) => void;
  readonly judge: (words: string | undefined) => void;
}

function watchLedger(ledger: FakeLedger, worker: Worker, past: Past, { happen, count, judge }: Watching): Ledger {
  const fenced = (lease: Lease) => {
    if (ledger.leaseOf(lease.name)?.token === lease.token) return;
    judge('C1: a write under a lease that another holds was taken');
  };
  return {
    ...ledger,
    acquireLease: async (...asked) => {
      const lease = await ledger.acquireLease(...asked);
      count(lease === undefined ? 'lease that another held' : 'lease taken');
      if (lease !== undefined) worker.lease = lease;
      return lease;
    },
    releaseLease: async (lease) => {
      await ledger.releaseLease(lease);
      worker.lease = undefined;
    },
    writeRun: async (run, lease) => {
      const before = past.runs.get(run.id);
      await ledger.writeRun(run, lease);
      fenced(lease);
      const begins = before === undefined || runKey(before) !== runKey(run);
      await happen({ kind: 'run', run, begins, before }, worker);
    },
    writeEnvironment: async (environment, lease) => {
      await ledger.writeEnvironment(environment, lease);
      fenced(lease);
      await happen({ kind: 'environment', environment, before: past.environment }, worker);
    },
    writeStack: async (record, lease) => {
      await ledger.writeStack(record, lease);
      fenced(lease);
      await happen({ kind: 'stack', record }, worker);
    },
    removeStack: async (name, lease) => {
      await ledger.removeStack(name, lease);
      fenced(lease);
      await happen({ kind: 'forget', name }, worker);
    },
    appendEvidence: async (event, lease) => {
      await ledger.appendEvidence(event, lease);
      fenced(lease);
      await happen({ kind: 'evidence', event }, worker);
    },
    writeConsent: async (digest, consent) => {
      await ledger.writeConsent(digest, consent);
      await happen({ kind: 'consent', digest, consent }, worker);
    },
    writeDrift: async (result, at) => {
      await ledger.writeDrift(result, at);
      await happen({ kind: 'drift', result }, worker);
    },
    writeReview: async (record) => {
      if (record.asks !== undefined) past.asked.add(record.asks.digest);
      await ledger.writeReview(record);
    },
  };
}

const NOTHING: CallEffect['stack'] = { name: '', stackId: '', status: 'REVIEW_IN_PROGRESS' };

function watchWriter(cloudformation: FakeCloudFormation, worker: Worker, past: Past, happen: Happen): StackWriter {
  const find = (nameOrId: string): FakeStack | undefined =>
    cloudformation.stacks.find(
      ({ name, stackId, status }) => stackId === nameOrId || (name === nameOrId && status !== 'DELETE_COMPLETE'),
    );
  const sight = (stack: FakeStack | undefined, name: string): CallEffect['stack'] =>
    stack === undefined ? { ...NOTHING, name } : { name, stackId: stack.stackId, status: stack.status };
  return {
    ...cloudformation,
    describeStack: (nameOrId) => {
      worker.looked.set(find(nameOrId)?.name ?? nameOrId, past.model.moment);
      return cloudformation.describeStack(nameOrId);
    },
    createChangeSet: async (request) => {
      const { stackName, changeSetName } = request;
      const stack = find(stackName);
      const isRepeated = stack?.changeSets.has(changeSetName) === true;
      const before = sight(stack, stackName);
      await cloudformation.createChangeSet(request);
      if (isRepeated) return;
      const { importsExisting } = request;
      const made = { kind: 'call', method: 'createChangeSet', stack: before, changeSet: changeSetName } as const;
      await happen({ ...made, ...(importsExisting && { importsExisting }) }, worker);
    },
    executeChangeSet: async (stackName, changeSet, token) => {
      const stack = find(stackName);
      const isNew = stack?.changeSets.get(changeSet)?.state.kind === 'ready' && !stack.tokens.has(token);
      const before = sight(stack, stackName);
      await cloudformation.executeChangeSet(stackName, changeSet, token);
      if (isNew) await happen({ kind: 'call', method: 'executeChangeSet', stack: before, changeSet }, worker);
    },
    deleteStack: async (stackId, token, roleArn) => {
      const stack = find(stackId);
      const isNew = stack !== undefined && !stack.tokens.has(token) && !stack.status.startsWith('DELETE_');
      const isAgain = stack?.status === 'DELETE_FAILED' && !stack.tokens.has(token);
      const before = sight(stack, stack?.name ?? stackId);
      await cloudformation.deleteStack(stackId, token, roleArn);
      if (isNew || isAgain) await happen({ kind: 'call', method: 'deleteStack', stack: before }, worker);
    },
    continueUpdateRollback: async (stackName, token) => {
      const stack = find(stackName);
      const isNew = stack !== undefined && !stack.tokens.has(token);
      const before = sight(stack, stackName);
      await cloudformation.continueUpdateRollback(stackName, token);
      if (isNew) await happen({ kind: 'call', method: 'continueUpdateRollback', stack: before }, worker);
    },
  };
}

/** What a history is said to have gone through. */
function namesOf(effect: Effect): readonly string[] {
  switch (effect.kind) {
    case 'call':
      return [effect.method];
    case 'run':
      return effect.before?.state === effect.run.state && !effect.begins
        ? stepNames(effect)
        : [`${effect.run.purpose} ${effect.run.state}${waiting(effect.run.waitsFor)}`, ...stepNames(effect)];
    case 'consent':
      return [`consent to ${effect.consent.what}`];
    case 'drift':
      return effect.result.resources.some(({ status }) => status === 'modified' || status === 'deleted')
        ? ['sweep that found drift']
        : ['sweep that found nothing'];
    default:
      return [];
  }
}

function waiting(what: string | undefined): string {
  return what === undefined ? '' : `, waits for ${what}`;
}

function stepNames({ run, before }: Extract<Effect, { kind: 'run' }>): readonly string[] {
  return Object.entries(run.steps).flatMap(([stack, { step }]) =>
    before?.steps[stack]?.step === step || (step !== 'failed' && step !== 'skipped' && step !== 'recovering')
      ? []
      : [`stack ${step}`],
  );
}
