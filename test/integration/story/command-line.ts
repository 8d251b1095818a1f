import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Story } from './story.ts';

const BIN = join(import.meta.dirname, '..', '..', '..', 'controller', 'cli', 'bin.js');

/** How a command line ended, and what it printed. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs `holdfast` as a process of its own, as a person with credentials for the local cloud does. Never throws: whatever
 * happens is in the exit code.
 */
export function holdfast(story: Story, args: readonly string[], cwd?: string): Promise<Ran> {
  const { cloud, controller } = story;
  const env = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    ...cloud.aws.env,
    HOLDFAST_RECONCILE_URL: controller.reconcileUrl,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { env, cwd }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ code, stdout, stderr });
    });
  });
}
