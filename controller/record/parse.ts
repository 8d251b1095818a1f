import * as z from 'zod';
import type { AppliedRevision, AttemptedRevision, RunTarget, StackRecord, StackStep } from '../apply/progress.ts';
import type { DeclaredOutputs } from '../compile/declared-outputs.ts';
import { CONSENT_KINDS, type Consent } from '../diagnostics/consent.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { Finding } from '../diagnostics/finding.ts';
import type { Acceptance } from '../drift/acceptance.ts';
import type { DriftResult } from '../drift/drift.ts';
import type { SelfHeal } from '../drift/self-heal.ts';
import type { HealthRecord, PendingLook, Watch } from '../health/health.ts';
import type { Plan } from '../plan/plan.ts';
import type { Shown } from '../plan/shown.ts';
import type { DeliveryAudit, MissedDelivery } from '../trigger/delivery-audit.ts';
import { HEEDED_EVENTS } from '../trigger/heeded-events.ts';
import type { CallRecord, EnvironmentRecord, OutputsRecord, ReviewRecord, RunHealth, RunRecord } from './port.ts';

/*
 * Shapes of what is read back. They are loose: a field that a newer release added is kept, not dropped. Plans, findings
 * and drift are checked at their top only, since they lie under the digest of their bytes.
 */
const texts = z.record(z.string(), z.string());
const stepBase = z.looseObject({ step: z.string() });

const revision: z.ZodType<AppliedRevision> = z.looseObject({ sha: z.string(), templateDigest: z.string() });
const attempt: z.ZodType<AttemptedRevision> = z.looseObject({
  sha: z.string(),
  templateDigest: z.string(),
  unfinished: z.exactOptional(z.literal(true)),
});

const step = z.custom<StackStep>((value) => stepBase.safeParse(value).success, 'not a step');
const plan = z.custom<Plan>((value) => planTop.safeParse(value).success, 'not a plan');
const planTop = z.looseObject({ digest: z.string(), stacks: z.array(z.looseObject({ name: z.string() })) });
const shown = z.custom<Shown>((value) => shownTop.safeParse(value).success, 'not a comparison');
const shownTop = z.looseObject({ kind: z.enum(['same', 'moved', 'none']) });
const finding = z.custom<Finding>((value) => findingTop.safeParse(value).success, 'not a finding');
const findingTop = z.looseObject({ code: z.string(), severity: z.string(), message: z.string() });

const declared = z.custom<DeclaredOutputs>((value) => declaredTop.safeParse(value).success, 'not declared outputs');
const declaredTop = z.looseObject({ project: z.string(), documents: z.array(z.looseObject({ name: z.string() })) });

/* Health: checked at its top, as the plan is. */
const watchTop = z.looseObject({ watched: z.array(z.looseObject({ kind: z.string() })), left: z.int() });
const watch = z.custom<Watch>((value) => watchTop.safeParse(value).success, 'not a list of what is watched');
const unwellTop = z.array(z.looseObject({ target: z.looseObject({ kind: z.string() }), health: z.string() }));
const runHealthTop = z.looseObject({ health: z.string(), at: z.number(), unwell: unwellTop, looked: z.int() });
const runHealth = z.custom<RunHealth>((value) => runHealthTop.safeParse(value).success, 'not a verdict');
const healthTop = z.looseObject({ health: z.string(), run: z.string(), sha: z.string(), unwell: unwellTop });
const health = z.custom<HealthRecord>((value) => healthTop.safeParse(value).success, 'not a verdict');
const lookTop = z.looseObject({
  run: z.string(),
  sha: z.string(),
  at: z.number(),
  since: z.number(),
  targets: z.array(z.looseObject({ target: z.looseObject({ kind: z.string() }) })),
});
const look = z.custom<PendingLook>((value) => lookTop.safeParse(value).success, 'not a look');

const target: z.ZodType<RunTarget> = z.looseObject({
  name: z.string(),
  wave: z.number(),
  action: z.enum(['create', 'update', 'delete', 'record', 'rescue']),
  templateDigest: z.exactOptional(z.string()),
  parameters: z.record(
    z.string(),
    z.union([z.looseObject({ stack: z.string(), output: z.string() }), z.looseObject({ value: z.string() })]),
  ),
  tags: texts,
  stackId: z.exactOptional(z.string()),
  rescue: z.exactOptional(
    z.looseObject({
      action: z.enum(['continue-rollback', 'roll-back', 'delete']),
      from: z.string(),
      skip: z.array(z.string()),
      retain: z.array(z.string()),
    }),
  ),
});

const run: z.ZodType<RunRecord> = z.looseObject({
  id: z.string(),
  sha: z.string(),
  version: z.int().positive(),
  state: z.enum(['in-progress', 'succeeded', 'failed', 'superseded', 'stopped']),
  purpose: z.enum(['apply', 'revert', 'rollback', 'rescue']),
  over: z.exactOptional(z.string()),
  rollsBack: z.exactOptional(z.boolean()),
  rollsBackUnhealthy: z.exactOptional(z.boolean()),
  watch: z.exactOptional(watch),
  health: z.exactOptional(runHealth),
  requestedBy: z.exactOptional(z.string()),
  heals: z.exactOptional(z.array(z.string())),
  component: z.exactOptional(z.string()),
  startedAt: z.number(),
  updatedAt: z.number(),
  plan: z.exactOptional(plan),
  shown: z.exactOptional(shown),
  findings: z.array(finding),
  steps: z.record(z.string(), step),
  targets: z.array(target),
  restoreCode: z.array(z.string()),
  problem: z.exactOptional(z.string()),
  waitsFor: z.exactOptional(z.enum(['consent', 'resume', 'window'])),
  waitsUntil: z.exactOptional(z.number()),
  deployment: z.enum(['standard', 'express']),
  parallelStacks: z.exactOptional(z.int().positive()),
  outputs: z.exactOptional(declared),
  verifyOutputs: z.exactOptional(z.boolean()),
  unpublished: z.exactOptional(z.string()),
  lookAgainAt: z.exactOptional(z.number()),
});

const stack: z.ZodType<StackRecord> = z.looseObject({
  name: z.string(),
  stackId: z.exactOptional(z.string()),
  attempted: z.exactOptional(attempt),
  applied: z.exactOptional(revision),
  outputs: texts,
  parameters: texts,
  tags: texts,
  resources: z.array(z.looseObject({ logicalId: z.string(), type: z.string(), physicalId: z.string() })),
  codeDigests: texts,
  skipped: z.exactOptional(z.array(z.string())),
});

const rolledBack = z.looseObject({
  to: z.string(),
  over: z.string(),
  from: z.string(),
  by: z.string(),
  at: z.number(),
});

/** A class that a newer release heals is kept. */
const selfHeal: z.ZodType<SelfHeal> = z.union([z.boolean(), z.record(z.string(), z.boolean())]);

const environment: z.ZodType<EnvironmentRecord> = z.looseObject({
  appliedSha: z.exactOptional(z.string()),
  currentRun: z.exactOptional(z.string()),
  selfHeal: z.exactOptional(selfHeal),
  confirmsUnseen: z.exactOptional(z.boolean()),
  parallelStacks: z.exactOptional(z.int().positive()),
  rolledBack: z.exactOptional(rolledBack),
  published: z.exactOptional(z.string()),
  unpublished: z.exactOptional(z.string()),
  healthySha: z.exactOptional(z.string()),
  health: z.exactOptional(health),
  look: z.exactOptional(look),
  core: z.exactOptional(z.string()),
  suspended: z.exactOptional(z.looseObject({ by: z.string(), at: z.number(), reason: z.exactOptional(z.string()) })),
});

const state = z.looseObject({ bucket: z.string(), key: z.string(), digest: z.string(), serial: z.number() });
const outputs: z.ZodType<OutputsRecord> = z.looseObject({
  declared,
  publication: z.looseObject({ state: z.exactOptional(state), parameters: texts }),
});

const resourceTop = z.looseObject({ stack: z.string(), logicalId: z.string(), type: z.string(), status: z.string() });
const resource = z.custom<DriftResult['resources'][number]>(
  (value) => resourceTop.safeParse(value).success,
  'not a resource',
);
const drift: z.ZodType<{ readonly at: number; readonly result: DriftResult }> = z.looseObject({
  at: z.number(),
  result: z.looseObject({ sha: z.string(), resources: z.array(resource) }),
});

const what = z.enum(CONSENT_KINDS);
const consent: z.ZodType<Consent> = z.looseObject({
  what,
  by: z.string(),
  at: z.number(),
  via: z.enum(['comment', 'button', 'label', 'command-line']),
  number: z.exactOptional(z.int().positive()),
});

const asks = z.looseObject({
  digest: z.string(),
  since: z.number(),
  needs: z.array(z.looseObject({ what, owners: z.exactOptional(z.array(z.string())) })),
});

const review: z.ZodType<ReviewRecord> = z.looseObject({
  number: z.int().positive(),
  headSha: z.string(),
  at: z.number(),
  tries: z.int(),
  posted: z.boolean(),
  touches: z.array(z.string()),
  overlaps: z.array(z.int()),
  allowedSha: z.exactOptional(z.string()),
  asks: z.exactOptional(asks),
});

const shownPlan: z.ZodType<{ readonly plan: Plan; readonly at: number }> = z.looseObject({ plan, at: z.number() });

const call: z.ZodType<CallRecord> = z.looseObject({
  id: z.string(),
  at: z.number(),
  names: z.array(z.string()),
  actor: z.looseObject({
    principal: z.string(),
    at: z.string(),
    call: z.string(),
    from: z.exactOptional(z.string()),
  }),
});

const missedDelivery: z.ZodType<MissedDelivery> = z.looseObject({
  guid: z.string(),
  attempt: z.string(),
  event: z.enum(HEEDED_EVENTS),
  at: z.number(),
  tries: z.int(),
  triedAt: z.exactOptional(z.number()),
});

const deliveryAudit: z.ZodType<DeliveryAudit> = z.looseObject({
  at: z.number(),
  readTo: z.number(),
  missed: z.array(missedDelivery),
});

const deviation = z.looseObject({
  key: z.string(),
  stack: z.string(),
  logicalId: z.string(),
  type: z.string(),
  physicalId: z.string(),
  document: z.exactOptional(z.string()),
  path: z.exactOptional(z.string()),
});

const acceptance: z.ZodType<Acceptance> = z.looseObject({
  id: z.string(),
  by: z.string(),
  at: z.number(),
  until: z.exactOptional(z.string()),
  reason: z.exactOptional(z.string()),
  deviations: z.array(deviation),
});

/**
 * Turns what was read into records. Each throws `CorruptRecord`, which names `where` and the first wrong field:
 * a damaged record stops the run with a plain sentence instead of crashing it later.
 */
export const parseRun = parser(run);
export const parseStack = parser(stack);
export const parseEnvironment = parser(environment);
export const parseDrift = parser(drift);
export const parseOutputs = parser(outputs);
export const parseReview = parser(review);
export const parseConsent = parser(consent);
export const parseShownPlan = parser(shownPlan);
export const parseCall = parser(call);
export const parseDeliveryAudit = parser(deliveryAudit);
export const parseAcceptance = parser(acceptance);

/** A reader of one kind of record. */
export function parser<T>(schema: z.ZodType<T>): (value: unknown, where: string) => T {
  return (value, where) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    throw corruptRecord(where, `${issue?.path.join('.') || 'the record'}: ${issue?.message ?? 'not valid'}`);
  };
}

/** The record at `where` cannot be used; `problem` says why. */
export function corruptRecord(where: string, problem: string): HoldfastError {
  return new HoldfastError(`The record ${where} is damaged: ${problem}`, {
    code: 'CorruptRecord',
    source: 'holdfast',
    retryable: false,
  });
}
