import type { Option } from 'commander';
import type { CommonOptions, ExitCode, Io } from './io.ts';

/** The code of one verb, the module that `load` of {@link Verb} gives. */
export interface VerbCode<Options extends CommonOptions = CommonOptions> {
  // Method syntax on purpose: commander gives every verb its own options, so a list of verbs has to be bivariant in them.
  run(options: Options, io: Io, ...args: readonly string[]): Promise<ExitCode>;
}

/** One verb of the command line, declared once: the parser, the help text and the reference page are made from it. */
export interface Verb {
  readonly name: string;
  readonly summary: string;
  /** A command line that works as it stands; shown at the end of the help text. */
  readonly example: string;
  readonly options?: readonly Option[];
  /** Positional arguments in commander's form: `[name]` optional, `<name>` required, `[name...]` several. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  /** What its exit codes 0 and 1 mean; 2 always means that it could not run. */
  readonly exits: { readonly 0: string; readonly 1?: string };
  /** Loads the code only when the verb runs: the SDKs are most of the start-up time, and help and `validate` need none. */
  readonly load: () => Promise<VerbCode>;
}
