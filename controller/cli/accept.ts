import { type AcceptWish, acceptWish, withdrawWish } from '../accept-command.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { dayProblem } from '../drift/acceptance.ts';
import type { Ledger } from '../record/port.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { type CommonOptions, type ExitCode, type Io, progress } from './io.ts';
import { ask } from './suspend.ts';

/** Options of `accept`. */
export interface AcceptOptions extends CommonOptions {
  readonly until?: string;
  readonly withdraw?: boolean;
  readonly reason?: string;
}

/** `holdfast accept`: leave what the last sweep found, or take that back. The drift check tells what came of it. */
export async function run(options: AcceptOptions, io: Io, ...resources: readonly string[]): Promise<ExitCode> {
  const { until, withdraw = false } = options;
  if (withdraw === (until !== undefined)) throw mistake('Say either --until with a day, or --withdraw.');
  const problem = until === undefined ? undefined : dayProblem(until, Date.now());
  if (problem !== undefined) throw mistake(problem);
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const wish = await wishOf(options, resources, openLedger(controller));
  if ('problem' in wish) throw mistake(wish.problem);
  const code = await ask(wish, options, io);
  progress(io, options, 'The check holdfast/drift tells what came of it, and so does `holdfast drift`.');
  return code;
}

function wishOf(
  { until, reason }: AcceptOptions,
  resources: readonly string[],
  ledger: Ledger,
): Promise<AcceptWish | { readonly problem: string }> {
  if (until === undefined) return withdrawWish(resources, ledger);
  return acceptWish({ until, resources, ...(reason !== undefined && { reason }) }, ledger);
}

function mistake(message: string): HoldfastError {
  return new HoldfastError(message, { code: 'NotAccepted', source: 'user', retryable: false });
}
