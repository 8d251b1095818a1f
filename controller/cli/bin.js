#!/usr/bin/env node
// Runs the command line with the Node that the project brings, so that `npx holdfast` works where Node itself is older.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), 'main.ts');
const FIRST_THAT_RUNS_TYPESCRIPT = 24;

function bundledNode() {
  const manifest = createRequire(import.meta.url).resolve('node/package.json');
  return join(dirname(manifest), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

if (Number(process.versions.node.split('.')[0]) >= FIRST_THAT_RUNS_TYPESCRIPT) {
  await import(MAIN);
} else {
  // Ctrl-C reaches the child too; it ends by itself and gives the exit code.
  process.on('SIGINT', () => {});
  const { status, signal } = spawnSync(bundledNode(), [MAIN, ...process.argv.slice(2)], { stdio: 'inherit' });
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 2);
}
