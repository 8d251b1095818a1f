import { budgetLimits } from './budget-limits.ts';
import type { DesiredState } from './compile/desired.ts';
import {
  type AppliedWorld,
  ASK_EVERYTHING,
  appliedRules,
  type ConsentRules,
  ownersOfStacks,
  rulesOf,
  strictest,
} from './consent-rules.ts';
import type { CostChange } from './cost/change.ts';
import type { Estimate } from './cost/estimate.ts';
import type { Finding, Location } from './diagnostics/finding.ts';
import type { AnyDocument, RegistryDocument } from './documents/registry.ts';
import { askConsent } from './guard/ask-consent.ts';
import { guard } from './guard/guard.ts';
import { needsOf, withConsents } from './guard/with-consents.ts';
import type { ObservedState } from './observe/observed.ts';
import type { Plan } from './plan/plan.ts';
import { costFindings, type PlanCost, planCost } from './plan-cost.ts';
import type { Ledger } from './record/port.ts';

/** A plan and what it was made from. */
export interface GuardedInput {
  readonly plan: Plan;
  readonly desired: DesiredState;
  /** What the plan is about: `desired`, or one component of it. */
  readonly planned: DesiredState;
  readonly observed: ObservedState;
  readonly platform: RegistryDocument<'Platform'>;
  readonly documents: readonly AnyDocument[];
  /** What `planned` costs. */
  readonly estimate: Estimate;
  readonly prune: boolean;
  readonly at: Location;
}

/** What is read to judge a plan: the applied rules, and who agreed. */
export interface GuardingWorld extends AppliedWorld {
  readonly ledger: Pick<Ledger, 'readEnvironment' | 'readConsents'>;
}

/**
 * What a plan costs, and all that speaks against applying it: refusals, and questions that nobody has answered yet. Answered ones say who
 * agreed. What is applied, and consents, are read only where they could matter, so that most plans cost no call for it.
 */
export async function guardPlan(
  input: GuardedInput,
  world: GuardingWorld,
): Promise<{ readonly cost: CostChange; readonly findings: readonly Finding[] }> {
  const wanted = rulesOf(input.platform, input.documents);
  const { planned: desired, estimate, observed, prune, platform } = input;
  const bill = planCost({ desired, estimate, observed, prune, platform });
  const { cost } = bill;
  const couldAsk = judge(input, bill, { ...wanted, ...ASK_EVERYTHING }, world).some(({ consent }) => consent);
  const rules = couldAsk ? strictest(wanted, await appliedRules(world)) : wanted;
  const asked = askConsent(judge(input, bill, rules, world), rules.confirm);
  if (needsOf(asked).length === 0) return { cost, findings: asked };
  return { cost, findings: withConsents(asked, await world.ledger.readConsents(input.plan.digest)) };
}

function judge(
  { plan, desired, observed, platform, documents, at }: GuardedInput,
  bill: PlanCost,
  rules: ConsentRules,
  { clock }: Pick<GuardingWorld, 'clock'>,
): readonly Finding[] {
  const refusals = guard({
    plan,
    desired,
    today: new Date(clock.now()).toISOString().slice(0, 10),
    observed,
    project: desired.project,
    account: platform.spec.account,
    documents: documents.length,
    limits: rules.limits,
    teamRoles: rules.teamRoles,
    ownersOf: ownersOfStacks(rules, desired, observed),
    at,
  });
  return [...refusals, ...costFindings(bill, platform, budgetLimits(documents, rules.owners))];
}
