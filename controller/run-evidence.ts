import type { ChangeSetChange, ChangeSetContent, StackEvent } from './apply/port.ts';
import { approvalOf } from './approval.ts';
import type { Shown } from './plan/shown.ts';
import type { EvidenceEvent, EvidenceFact, ShownFact } from './record/evidence.ts';
import type { Lease, RunRecord } from './record/port.ts';
import { maskPlan } from './report/plan-details.ts';
import type { Approval } from './source/port.ts';
import type { RunWorld } from './world.ts';

/** Resources that an entry names as not shown. */
const MAX_NAMED = 50;

type EvidenceWorld = Pick<RunWorld, 'ledger' | 'clock' | 'pulls'>;

/**
 * Keeps that a run begins, before it is written down: what is carried on later has its beginning in the log (C2). A run that
 * never is leaves a beginning without an end, and did nothing. `base` is what was applied before; `told` is how the
 * commit came to the branch, where that was asked already.
 */
export async function keepStart(
  run: RunRecord,
  { base, told }: { readonly base: string | undefined; readonly told: Approval | undefined },
  world: EvidenceWorld,
  lease: Lease,
): Promise<void> {
  const { plan } = run;
  const body = plan === undefined ? {} : { body: JSON.stringify(maskPlan(plan)) };
  await keep(run, 'run-started', { fact: startOf(run, base), ...body }, world, lease);
  if (run.state !== 'in-progress') return keepEnd(run, world, lease);
  if (run.purpose === 'revert') return keepRevert(run, world, lease);
  if (run.purpose === 'rescue') return keepRescue(run, world, lease);
  const approval = told ?? (await approvalOf(run.sha, world.pulls));
  await keep(run, 'approval', { fact: { kind: 'approval', approval } }, world, lease);
  await keepConsents(run, world, lease);
}

/** Keeps how a run ended, before the run itself is marked as over: repeated after a crash, it stays the first (C3). */
export async function keepEnd(run: RunRecord, world: EvidenceWorld, lease: Lease): Promise<void> {
  const { state, problem } = run;
  if (state === 'in-progress') return;
  const stacks = run.targets.map(({ name }) => {
    const step = run.steps[name] ?? { step: 'pending' };
    return { name, step: step.step, ...('reason' in step && { reason: step.reason }) };
  });
  const fact = { kind: 'run-ended', state, stacks, ...(problem !== undefined && { problem }) } as const;
  await keep(run, 'run-ended', { fact }, world, lease);
}

/** Keeps what CloudFormation said that a change set would do. */
export async function keepChangeSet(
  run: RunRecord,
  stack: string,
  changeSet: string,
  { arn, changes }: ChangeSetContent,
  world: EvidenceWorld,
  lease: Lease,
): Promise<void> {
  const fact = { kind: 'change-set', stack, changeSet, arn, counts: countsOf(changes) } as const;
  await keep(run, `change-set/${stack}/${changeSet}`, { fact, body: JSON.stringify(changes) }, world, lease);
}

/** Keeps how an operation of CloudFormation ended. */
export async function keepEvents(
  run: RunRecord,
  stack: string,
  operation: string,
  events: readonly StackEvent[],
  world: EvidenceWorld,
  lease: Lease,
): Promise<void> {
  await keep(
    run,
    `stack-events/${stack}/${operation}`,
    { fact: { kind: 'stack-events', stack, events } },
    world,
    lease,
  );
}

/** Keeps who agreed to what is refused otherwise, for this plan and no other (G6). */
async function keepConsents(run: RunRecord, world: EvidenceWorld, lease: Lease): Promise<void> {
  const planDigest = run.plan?.digest;
  const wasAsked = run.findings.some(({ consent }) => consent !== undefined);
  if (planDigest === undefined || !wasAsked) return;
  for (const { what: to, by, via, at, number } of await world.ledger.readConsents(planDigest)) {
    const on = number === undefined ? {} : { number };
    const fact = { kind: 'consent', by, to, via, given: at, ...on, planDigest } as const;
    await keep(run, `consent/${to}/${by}`, { fact }, world, lease);
  }
}

async function keepRevert(run: RunRecord, world: EvidenceWorld, lease: Lease): Promise<void> {
  const fact = {
    kind: 'revert',
    requestedBy: run.requestedBy ?? 'unknown',
    stacks: run.targets.map(({ name }) => name),
    functions: run.restoreCode,
  } as const;
  await keep(run, 'revert', { fact }, world, lease);
}

async function keepRescue(run: RunRecord, world: EvidenceWorld, lease: Lease): Promise<void> {
  for (const { name: stack, stackId = '', rescue } of run.targets) {
    if (rescue === undefined) continue;
    const fact = { kind: 'rescue', requestedBy: run.requestedBy ?? 'unknown', stack, stackId, ...rescue } as const;
    await keep(run, `rescue/${stack}`, { fact }, world, lease);
  }
}

async function keep(
  { id, sha, startedAt }: RunRecord,
  key: string,
  what: Pick<EvidenceEvent, 'fact' | 'body'>,
  world: EvidenceWorld,
  lease: Lease,
): Promise<void> {
  const event = { run: id, attempt: startedAt, key, sha, at: world.clock.now(), ...what };
  await world.ledger.appendEvidence(event, lease);
}

function startOf(run: RunRecord, base: string | undefined): EvidenceFact {
  const { purpose, component, requestedBy, plan, shown, targets } = run;
  return {
    kind: 'run-started',
    purpose,
    ...(component !== undefined && { component }),
    ...(requestedBy !== undefined && { requestedBy }),
    ...(base !== undefined && { base }),
    ...(plan !== undefined && { planDigest: plan.digest, summary: plan.summary }),
    ...(shown !== undefined && { shown: shownFact(shown) }),
    stacks: targets.map(({ name, action }) => ({ name, action })),
  };
}

/** Names and counts, no values (S3); the plan is the entry's body. */
function shownFact(shown: Shown): ShownFact {
  if (shown.kind === 'none') return shown;
  const { kind, on } = shown;
  if (kind === 'same') return { kind, on };
  const unseen = shown.list.filter((one) => one.kind === 'unseen');
  const resources = unseen.map(({ stack, logicalId }) => (logicalId === undefined ? stack : `${stack}/${logicalId}`));
  return { kind, on, also: shown.also, ...shown.counts, resources: resources.slice(0, MAX_NAMED) };
}

function countsOf(changes: readonly ChangeSetChange[]): Readonly<Record<ChangeSetChange['action'], number>> {
  const counts = { add: 0, modify: 0, remove: 0, import: 0, other: 0 };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
