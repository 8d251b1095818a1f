import { once } from 'node:events';
import { playDemo } from '../../bootstrap/local/demo/demo.ts';
import { howToPlay, stepText } from '../../bootstrap/local/demo/narrate.ts';
import { Narrator } from '../../bootstrap/local/demo/steps.ts';
import type { LocalCloud } from '../../bootstrap/local/platform.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';

/** Options of `demo`. */
export interface DemoOptions extends CommonOptions {
  readonly once?: boolean;
}

/** `holdfast demo`: the whole story on a local cloud that this process starts and stops. */
export async function run(options: DemoOptions, io: Io): Promise<ExitCode> {
  const narrator = narratorOf(options, io);
  let cloud: LocalCloud | undefined;
  try {
    const world = await playDemo(narrator, (started) => {
      cloud = started;
    });
    if (options.once !== true) {
      io.err(howToPlay(world));
      await interrupted();
    }
  } catch (error) {
    // A failed step has been told already; anything else is a defect and is thrown on.
    if (narrator.results.at(-1)?.ok !== false) throw error;
  } finally {
    await cloud?.stop();
  }
  if (options.format === 'json') printJson(io, narrator.results);
  return narrator.results.every((result) => result.ok) ? 0 : 1;
}

/** With `--format json` the story goes to standard error, if anywhere, and the results to standard output. */
function narratorOf(options: DemoOptions, io: Io): Narrator {
  const started = performance.now();
  const json = options.format === 'json';
  const palette = paletteOf(io, json ? 'err' : 'out');
  const say = (text: string) => {
    if (options.quiet === true) return;
    if (json) io.err(text);
    else io.out(text);
  };
  return new Narrator(
    () => {},
    (result, more) => say(stepText(result, json ? '' : more, (performance.now() - started) / 1000, palette)),
  );
}

async function interrupted(): Promise<void> {
  const signal = new AbortController();
  await Promise.race(['SIGINT', 'SIGTERM'].map((name) => once(process, name, { signal: signal.signal })));
  signal.abort();
}
