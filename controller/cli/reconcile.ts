import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { requestReconcile } from '../adapters/controller-api.ts';
import type { ConsentKind } from '../diagnostics/consent.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { printRun, untilEnded } from './follow-run.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';

/** Options of `reconcile`. */
export interface ReconcileOptions extends CommonOptions {
  readonly accept?: string;
  readonly confirm?: readonly ConsentKind[];
  readonly wait?: boolean;
}

/** `holdfast reconcile`: ask the deployed controller to look at the branch head now. */
export async function run(options: ReconcileOptions, io: Io): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const since = Date.now();
  const { accept, confirm } = options;
  const request = {
    action: 'reconcile',
    ...(accept !== undefined && { acceptSha: accept }),
    ...(confirm !== undefined && { confirm }),
  } as const;
  const reference = await requestReconcile(
    controller.reconcileUrl,
    request,
    new CloudFormationClient(CLOUDFORMATION_RETRY),
  );
  progress(io, options, `Queued as ${reference}.`);
  if (options.wait === true) return printRun(await untilEnded(openLedger(controller), since), options, io);
  if (options.format === 'json') printJson(io, { reference });
  return 0;
}
