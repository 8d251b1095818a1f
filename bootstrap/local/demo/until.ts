import { setTimeout as delay } from 'node:timers/promises';

const LOOK_MS = 150;

/**
 * Looks again and again until `look` gives something, and gives that. Throws after `seconds`, naming what it waited for
 * and, if `why` is given, what it saw last.
 */
export async function until<T>(
  what: string,
  seconds: number,
  look: () => Promise<T | undefined>,
  why: () => Promise<string> = async () => '',
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`${what} did not happen within ${seconds} s. ${await why()}`.trim());
    await delay(LOOK_MS);
  }
}
