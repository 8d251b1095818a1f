import { Command, CommanderError } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { PROCESS_GOVERNOR } from '../adapters/aws-governor.ts';
import { awsEndpointOf } from '../config.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import type { ExitCode, Io } from './io.ts';
import type { Verb } from './verb.ts';
import { commonOptions, VERBS } from './verbs.ts';

/**
 * Runs one command line. Never throws and never exits: gives the exit code. A user's mistake prints one line on standard
 * error, an unexpected error prints what it is without a stack, unless `HOLDFAST_DEBUG` is set.
 */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  if (awsEndpointOf(io.env).awsEndpoint !== undefined) PROCESS_GOVERNOR.unlimited();
  let code: ExitCode = 0;
  const program = programOf(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    io.err(`holdfast: ${describeError(error, io)}\n`);
    return 2;
  }
}

function programOf(io: Io, done: (code: ExitCode) => void): Command {
  const program = speakThrough(io, new Command('holdfast'))
    .description('GitOps for a shared AWS serverless platform: plan, apply, drift.')
    .version(manifest.version, '--version', 'print the version')
    .addHelpText('after', EXIT_CODES);
  for (const verb of VERBS) program.addCommand(commandOf(verb, io, done));
  return program;
}

const EXIT_CODES =
  '\nExit codes: 0 nothing to do or success, 1 differences or errors in the registry, 2 could not run.\n';

function commandOf(verb: Verb, io: Io, done: (code: ExitCode) => void): Command {
  const command = speakThrough(io, new Command(verb.name))
    .description(verb.summary)
    .addHelpText('after', `\nExample:\n  $ ${verb.example}\n`);
  for (const option of [...commonOptions(), ...(verb.options ?? [])]) command.addOption(option);
  for (const { name, description } of verb.arguments ?? []) command.argument(name, description);
  return command.action(async (...given: unknown[]) => {
    const texts = given
      .slice(0, verb.arguments?.length ?? 0)
      .flat()
      .filter((one) => typeof one === 'string');
    const { run } = await verb.load();
    done(await run(command.opts(), io, ...texts));
  });
}

/** Commander prints through our own output, with our name in front of a mistake, and throws instead of ending the process. */
function speakThrough(io: Io, command: Command): Command {
  return command.exitOverride().configureOutput({
    writeOut: io.out,
    writeErr: io.err,
    getOutHasColors: () => io.color.out,
    getErrHasColors: () => io.color.err,
    outputError: (text, write) => write(text.replace(/^error: /, 'holdfast: ')),
  });
}

function describeError(error: unknown, io: Io): string {
  if (!(error instanceof Error)) return String(error);
  if ((io.env.HOLDFAST_DEBUG ?? '') !== '') return error.stack ?? error.message;
  if (error instanceof HoldfastError) return error.message;
  // A refused connection over both IPv4 and IPv6 has its words only in the code.
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no more is known';
  return `${error.name}: ${error.message === '' ? code : error.message}`;
}
