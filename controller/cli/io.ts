/** How a verb talks to the person: data goes to `out`, progress and problems to `err`. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where colours are wanted: the stream is a terminal and `NO_COLOR` is not set (https://no-color.org). */
  readonly color: { readonly out: boolean; readonly err: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Exit codes: 0 nothing to do or success, 1 differences or errors in the registry, 2 could not run. */
export type ExitCode = 0 | 1 | 2;

/** The forms in which a verb can print. */
export const FORMATS = ['text', 'json', 'markdown'] as const;

/** One of {@link FORMATS}. */
export type Format = (typeof FORMATS)[number];

/** Options that every verb has. */
export interface CommonOptions {
  readonly registry: string;
  readonly format: Format;
  readonly environment?: string;
  readonly quiet?: boolean;
  /** How much of the registry is read; otherwise as `HOLDFAST_LIMITS` says. */
  readonly limits?: string;
}

/** Prints progress, unless it is not wanted. */
export function progress(io: Io, options: CommonOptions, text: string): void {
  if (options.quiet !== true) io.err(`${text}\n`);
}

/** Prints a value as JSON, two spaces deep, with a final newline. */
export function printJson(io: Io, value: unknown): void {
  io.out(`${JSON.stringify(value, null, 2)}\n`);
}
