import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';
import { packageEventCore } from '../../bootstrap/event-core.ts';
import type { E2eConfig } from './config.ts';

/** Where the process ends in a variant of the core that is built for a test. The product itself has no such place. */
interface CrashPoint {
  readonly module: RegExp;
  /** The statement after which it ends. */
  readonly after: string;
}

/**
 * After an object was written, and before anything is recorded about it. The second try finds the object there, and does not come here
 * again: so every write crashes once.
 */
const CRASH_POINTS: Readonly<Record<NonNullable<E2eConfig['faults']>['crash'], CrashPoint>> = {
  'after-write': {
    module: /functions\/event-core\/adapters\/s3-objects\.ts$/,
    after: 'const { ETag, VersionId } = await s3.send(command);',
  },
};

/** The package of the core, as the product has it, or one that crashes. Throws where the place to crash is not in the sources any more. */
export async function packageCore(crash?: keyof typeof CRASH_POINTS): Promise<Uint8Array> {
  if (crash === undefined) return packageEventCore();
  let isPlaced = false;
  const plugin = crashing(CRASH_POINTS[crash], () => {
    isPlaced = true;
  });
  const code = await packageEventCore([plugin]);
  if (!isPlaced) throw new Error(`The core has no module where it could crash ${crash}.`);
  return code;
}

function crashing({ module, after }: CrashPoint, placed: () => void): Plugin {
  return {
    name: 'crash',
    setup: (build) => {
      build.onLoad({ filter: module }, async ({ path }) => {
        const source = await readFile(path, 'utf8');
        if (source.split(after).length !== 2) throw new Error(`${path} has not exactly one place to crash: ${after}`);
        placed();
        return { contents: source.replace(after, `${after}\nprocess.exit(1);`), loader: 'ts' };
      });
    },
  };
}
