import type { RunTarget, StackStep } from './apply/progress.ts';
import type { RunRecord } from './record/port.ts';
import type { ApplyReport, StackProgress } from './report/report.ts';
import { rescueOf } from './status/rescue.ts';

/** What the record knows of a run, as a report. Pure. */
export function applyReportOf(run: RunRecord): ApplyReport {
  return {
    kind: 'apply',
    sha: run.sha,
    state: run.state,
    findings: run.findings,
    stacks: run.targets.flatMap(({ name, action }) => progressOf(name, action, run.steps[name])),
    ...(run.over !== undefined && { rollback: { over: run.over, by: run.requestedBy ?? 'unknown' } }),
    ...rescueIn(run),
    ...(run.plan !== undefined && { plan: run.plan }),
    ...(run.shown !== undefined && { shown: run.shown }),
    ...(run.problem !== undefined && { problem: run.problem }),
    ...(run.unpublished !== undefined && { unpublished: run.unpublished }),
    ...(run.health !== undefined && { health: run.health }),
  };
}

function rescueIn({ purpose, targets, requestedBy = 'unknown' }: RunRecord): Pick<ApplyReport, 'rescue'> {
  if (purpose !== 'rescue') return {};
  const [target] = targets;
  const order = target?.rescue;
  const list = (what: string, ids: readonly string[] = []) => (ids.length === 0 ? '' : ` ${what}: ${ids.join(', ')}.`);
  const does = rescueOf(order?.from)?.does ?? '';
  const says = `${does}${list('Skipped', order?.skip)}${list('Kept in AWS', order?.retain)}`;
  return { rescue: { stack: target?.name ?? '', by: requestedBy, says } };
}

/** The first stack in order that failed, and why, in a sentence; `undefined` while none did. Pure. */
export function firstFailureOf({ targets, steps }: RunRecord): string | undefined {
  for (const { name } of targets) {
    const step = steps[name];
    if (step?.step === 'failed') return `${name}: ${step.reason}`;
  }
  return undefined;
}

/** A stack that only has to be read back is of no interest to anybody, unless that fails. */
function progressOf(name: string, action: RunTarget['action'], step: StackStep | undefined): readonly StackProgress[] {
  if (action !== 'record') return [stackProgress(name, action, step)];
  return step?.step === 'failed' || step?.step === 'skipped' ? [stackProgress(name, 'update', step)] : [];
}

function stackProgress(name: string, action: StackProgress['action'], step: StackStep | undefined): StackProgress {
  switch (step?.step) {
    case undefined:
    case 'pending':
      return { name, action, state: 'waiting' };
    case 'change-set':
    case 'executing':
    case 'deleting':
    case 'recovering':
    case 'rescuing':
      return { name, action, state: 'in-progress' };
    case 'applied':
      return { name, action, state: 'applied' };
    case 'failed':
    case 'skipped':
      return { name, action, state: step.step, reason: step.reason };
  }
}
