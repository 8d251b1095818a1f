import { HoldfastError } from '../diagnostics/error.ts';
import { compileCommit } from '../plan-commit.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import type { CommonOptions, Io } from './io.ts';
import { openRegistry } from './registry.ts';

/** `--environment`, else what platform.yaml says; `undefined` when the registry has no valid Platform. */
export async function environmentOf(options: CommonOptions, io: Io): Promise<string | undefined> {
  if (options.environment !== undefined) return options.environment;
  const { platform } = await compileCommit(WORKING_FOLDER, await openRegistry(options, io));
  return platform?.spec.environment;
}

/** The same, where a verb cannot work without one. Throws `EnvironmentUnknown`. */
export async function requireEnvironment(options: CommonOptions, io: Io): Promise<string> {
  const environment = await environmentOf(options, io);
  if (environment !== undefined) return environment;
  const message = 'There is no valid platform.yaml here that names the environment; use --registry or --environment.';
  throw new HoldfastError(message, { code: 'EnvironmentUnknown', source: 'user', retryable: false });
}
