import { resolve } from 'node:path';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { requestReconcile } from '../adapters/controller-api.ts';
import { createLocalGit, resolveCommit } from '../adapters/local-git.ts';
import type { ConsentKind } from '../diagnostics/consent.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import { lacksOnlyConsent } from '../guard/with-consents.ts';
import { type PlannedCommit, planCommit } from '../plan-commit.ts';
import { consentTitle } from '../report/consent.ts';
import { renderText } from '../report/render-text.ts';
import type { ApplyReport } from '../report/report.ts';
import { planReportOf } from '../review.ts';
import { openLedger, requireController } from './aws.ts';
import { confirmed } from './confirm.ts';
import { requireEnvironment } from './environment.ts';
import { printApply, printRun, untilRunEnded } from './follow-run.ts';
import { type CommonOptions, type ExitCode, type Io, progress } from './io.ts';
import { paletteOf } from './palette.ts';
import { planningWorld } from './planning-world.ts';

/** Options of `rollback`. */
export interface RollbackOptions extends CommonOptions {
  readonly yes?: boolean;
  readonly confirm?: readonly ConsentKind[];
}

/** `holdfast rollback REV`: plan going back to an earlier commit of the branch, ask, and have the deployed controller do it. */
export async function run(options: RollbackOptions, io: Io, revision = ''): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const folder = resolve(io.cwd, options.registry);
  const sha = await resolveCommit(folder, revision);
  const ledger = openLedger(controller);
  const { appliedSha } = await ledger.readEnvironment();
  if (appliedSha === undefined) throw nothingApplied(controller.environment);

  const world = { ...(await planningWorld(options, io)), source: createLocalGit(folder) };
  const planned = await planCommit(sha, world, 'all');
  const { confirm = [] } = options;
  if (hasErrors(planned.findings.filter(({ consent }) => consent === undefined || !confirm.includes(consent.what)))) {
    return printApply(refusal(planned), options, io);
  }
  if (options.yes !== true || options.quiet !== true) io.err(renderText(planReportOf(planned), paletteOf(io, 'err')));
  if (options.yes !== true && !(await confirmed(`Roll back from ${appliedSha.slice(0, 12)} to ${sha.slice(0, 12)}?`))) {
    return printApply({ ...refusal(planned), problem: 'Nobody confirmed.' }, options, io);
  }
  const request = { action: 'rollback', sha, appliedSha, ...(confirm.length > 0 && { confirm }) } as const;
  const reference = await requestReconcile(
    controller.reconcileUrl,
    request,
    new CloudFormationClient(CLOUDFORMATION_RETRY),
  );
  progress(io, options, `Queued as ${reference}.`);
  return printRun(await untilRunEnded(ledger, `${sha}/rollback/${reference}`), options, io);
}

/** What the controller would say; it is not even asked. */
function refusal({ sha, plan, findings }: PlannedCommit): ApplyReport {
  const problem = lacksOnlyConsent(findings)
    ? `${consentTitle(findings)}; --confirm agrees.`
    : 'The plan of the rollback is refused.';
  return { kind: 'apply', sha, state: 'stopped', findings, stacks: [], problem, ...(plan !== undefined && { plan }) };
}

function nothingApplied(environment: string): HoldfastError {
  const message = `Nothing is applied in ${environment} that could be rolled back.`;
  return new HoldfastError(message, { code: 'NothingApplied', source: 'user', retryable: false });
}
