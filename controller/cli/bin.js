#!/usr/bin/env node
// Runs the command line with the Node that the project brings, so that `npx holdfast` works where Node itself is older.
// This file has to run on every Node since 20, so it is JavaScript.
import { spawn } from 'node:child_process';
import * as module from 'node:module';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const FIRST_THAT_RUNS_TYPESCRIPT = 24;

if (majorOf(process.versions.node) >= FIRST_THAT_RUNS_TYPESCRIPT) {
  // Compiled code is kept between runs. Not in the shared temporary folder, where somebody else could put code for us to run.
  module.enableCompileCache(join(HERE, '..', '..', 'node_modules', '.cache', 'holdfast'));
  await import('./main.ts');
} else {
  const node = bundledNode();
  if (node === undefined) {
    process.stderr.write(
      `holdfast: This is Node ${process.versions.node}; Node ${FIRST_THAT_RUNS_TYPESCRIPT} or newer is needed. \`npm ci\` installs one.\n`,
    );
    process.exitCode = 2;
  } else {
    runWith(node);
  }
}

/** The node binary in node_modules; undefined where it is not installed or too old itself. */
function bundledNode() {
  try {
    const require = module.createRequire(import.meta.url);
    if (majorOf(require('node/package.json').version) < FIRST_THAT_RUNS_TYPESCRIPT) return undefined;
    const folder = dirname(require.resolve('node/package.json'));
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  } catch {
    return undefined;
  }
}

/** Runs this file again with another Node and ends as it ends: same exit code, and signals reach it. */
function runWith(node) {
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends Ctrl-C to the child too, which must not get it twice; every other signal comes only to us.
  const onTerminal = [process.stdin, process.stdout, process.stderr].some((stream) => stream.isTTY);
  process.on('SIGINT', () => onTerminal || child.kill('SIGINT'));
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`holdfast: ${node} cannot be started: ${error.message}\n`);
    process.exitCode = 2;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

function majorOf(version) {
  return Number(version.split('.')[0]);
}
