import { missingConsents, withConsents } from './guard/with-consents.ts';
import type { EnvironmentRecord, RunRecord } from './record/port.ts';
import { isTried, whyDone } from './settled.ts';
import type { ApplierWorld } from './world.ts';

/** Why a commit is not begun by itself: it is applied or rolled back, it was tried, or what it waits for has not come. */
export async function whyLeft(
  head: string,
  environment: EnvironmentRecord,
  world: Pick<ApplierWorld, 'ledger' | 'clock'>,
): Promise<string | undefined> {
  const done = whyDone(head, environment);
  if (done !== undefined) return done;
  const past = await world.ledger.readRun(head);
  if (past === undefined || !isTried(past, environment)) return undefined;
  if (past.waitsFor === undefined)
    return `${head} was tried before and ended as ${past.state}; a new commit or a person has to come (C13)`;
  return (await hasCome(past, world)) ? undefined : `${head} waits: ${past.problem ?? past.waitsFor}`;
}

/** Looks at the record only, so that a commit that waits for days costs nothing. */
async function hasCome(run: RunRecord, { ledger, clock }: Pick<ApplierWorld, 'ledger' | 'clock'>): Promise<boolean> {
  switch (run.waitsFor) {
    case 'window':
      return run.waitsUntil !== undefined && clock.now() >= run.waitsUntil;
    case 'consent': {
      const consents = run.plan === undefined ? [] : await ledger.readConsents(run.plan.digest);
      return missingConsents(withConsents(run.findings, consents)).length === 0;
    }
    default:
      return true;
  }
}
