import { Command, CommanderError, Option } from 'commander';
import { HoldfastError } from '../diagnostics/error.ts';
import { applyVerb } from './apply.ts';
import { demoVerb } from './demo.ts';
import { driftVerb } from './drift.ts';
import { historyVerb } from './history.ts';
import { type ExitCode, FORMATS, type Io } from './io.ts';
import { planVerb } from './plan.ts';
import { reconcileVerb } from './reconcile.ts';
import { schemaVerb } from './schema.ts';
import { statusVerb } from './status.ts';
import { validateVerb } from './validate.ts';
import type { Verb } from './verb.ts';

/** Every verb of the command line, in the order in which help lists them. */
const VERBS: readonly Verb[] = [
  validateVerb,
  planVerb,
  applyVerb,
  driftVerb,
  statusVerb,
  reconcileVerb,
  historyVerb,
  schemaVerb,
  demoVerb,
];

/**
 * Runs one command line. Never throws and never exits: gives the exit code. A user's mistake prints one line on standard
 * error, an unexpected error prints what it is without a stack, unless `HOLDFAST_DEBUG` is set.
 */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
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
  const program = new Command('holdfast')
    .description('GitOps for a shared AWS serverless platform: plan, apply, drift.')
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHasColors: () => io.color });
  for (const verb of VERBS) program.addCommand(commandOf(verb, io, done));
  return program;
}

function commandOf(verb: Verb, io: Io, done: (code: ExitCode) => void): Command {
  const command = new Command(verb.name)
    .description(verb.summary)
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err, getOutHasColors: () => io.color })
    .option('--registry <dir>', 'folder of the registry', '.')
    .addOption(new Option('--format <format>', 'how to print').choices(FORMATS).default('text'))
    .option('--environment <name>', 'environment of the deployed controller (default: that of platform.yaml)')
    .option('--quiet', 'no progress on standard error')
    .addHelpText('after', `\nExample:\n  $ ${verb.example}\n`);
  for (const option of verb.options ?? []) command.addOption(option);
  if (verb.argument !== undefined) command.argument(verb.argument.name, verb.argument.description);
  return command.action(async (...given: unknown[]) => {
    const argument = verb.argument === undefined ? undefined : given[0];
    done(await verb.run(command.opts(), io, typeof argument === 'string' ? argument : undefined));
  });
}

function describeError(error: unknown, io: Io): string {
  if ((io.env.HOLDFAST_DEBUG ?? '') !== '' && error instanceof Error) return error.stack ?? error.message;
  if (error instanceof HoldfastError) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
