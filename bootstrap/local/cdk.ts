import { execFile } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

export type CdkOptions = {
  /** Where AWS is: `LocalAws.env`, or nothing for the account that the user's own environment names. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
};

/** What the CLI printed and how it ended; 0 is success. */
export type CdkResult = { readonly code: number; readonly stdout: string; readonly stderr: string };

const cli = join(import.meta.dirname, '..', '..', 'node_modules', '.bin', 'cdk');

/** Only what the network is not asked for: a local deployment must work without it. */
const quiet = { CDK_DISABLE_VERSION_CHECK: '1', CDK_DISABLE_CLI_TELEMETRY: 'true', NO_COLOR: '1' };

/**
 * Runs the project's pinned AWS CDK CLI, without questions, notices, telemetry or version check, and waits for its end.
 * A failed command is a result, not an exception: its code is not 0 and `stderr` says why.
 */
export function cdk(args: readonly string[], { env = {}, cwd }: CdkOptions = {}): Promise<CdkResult> {
  const path = [dirname(process.execPath), process.env.PATH ?? ''].join(delimiter);
  const [command = '', ...rest] = args;
  const flags = ['--ci', '--no-notices', ...(command === 'deploy' ? ['--require-approval=never'] : [])];
  return new Promise((resolve) => {
    const options = {
      env: { ...process.env, PATH: path, ...quiet, ...env },
      maxBuffer: 64 * 1024 * 1024,
      ...(cwd ? { cwd } : {}),
    };
    execFile(cli, [command, ...flags, ...rest], options, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      resolve({ code, stdout, stderr: error && !stderr ? error.message : stderr });
    });
  });
}
