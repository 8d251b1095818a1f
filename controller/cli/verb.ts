import type { Option } from 'commander';
import type { CommonOptions, ExitCode, Io } from './io.ts';

/** One verb of the command line, declared once: the parser, the help text and the reference page are made from it. */
export interface Verb<Options extends CommonOptions = CommonOptions> {
  readonly name: string;
  readonly summary: string;
  /** A command line that works as it stands; shown at the end of the help text. */
  readonly example: string;
  readonly options?: readonly Option[];
  /** A positional argument in commander's form: `[name]` optional, `<name>` required. */
  readonly argument?: { readonly name: string; readonly description: string };
  // Method syntax on purpose: commander gives every verb its own options, so a list of verbs has to be bivariant in them.
  run(options: Options, io: Io, argument?: string): Promise<ExitCode>;
}
