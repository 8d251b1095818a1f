import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CLOUDFORMATION_RETRY } from '../adapters/aws-retry.ts';
import { type ReconcileRequest, requestReconcile } from '../adapters/controller-api.ts';
import { requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';

/** Options of `suspend`. */
export interface SuspendOptions extends CommonOptions {
  readonly reason?: string;
}

/** `holdfast suspend`: begin nothing new until somebody resumes. What is under way goes on to its end. */
export async function run({ reason, ...options }: SuspendOptions, io: Io): Promise<ExitCode> {
  return ask({ action: 'suspend', ...(reason !== undefined && { reason }) }, options, io);
}

/** Asks the controller for something whose outcome `holdfast status` shows. */
export async function ask(request: ReconcileRequest, options: CommonOptions, io: Io): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const reference = await requestReconcile(
    controller.reconcileUrl,
    request,
    new CloudFormationClient(CLOUDFORMATION_RETRY),
  );
  progress(io, options, `Queued as ${reference}.`);
  if (options.format === 'json') printJson(io, { reference });
  return 0;
}
