import type { CommonOptions, ExitCode, Io } from './io.ts';
import { ask } from './suspend.ts';

/** `holdfast resume`: go on after a suspension, with the head of the branch. */
export async function run(options: CommonOptions, io: Io): Promise<ExitCode> {
  return ask({ action: 'resume' }, options, io);
}
