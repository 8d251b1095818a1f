import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Bug } from './bugs.ts';

const ROOT = resolve(import.meta.dirname, '../..');

/** The file of a bug with the bug in it. Throws where the text is not there, or more than once: then the table has to be mended. */
export function sourceWithBug({ name, file, replace, by }: Bug): string {
  const source = readFileSync(resolve(ROOT, file), 'utf8');
  const parts = source.split(replace);
  if (parts.length !== 2) {
    throw new Error(`bug ${name}: its text is ${parts.length - 1} times in ${file}: ${replace}`);
  }
  return parts.join(by);
}

/** From now on this thread loads the file of the bug with the bug in it. Nothing of the controller may be loaded yet. */
export function putBugIn(bug: Bug): void {
  const source = sourceWithBug(bug);
  const url = pathToFileURL(resolve(ROOT, bug.file)).href;
  registerHooks({
    load: (loaded, context, next) =>
      loaded === url ? { format: 'module-typescript', source, shortCircuit: true } : next(loaded, context),
  });
}
