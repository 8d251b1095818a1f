import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Cloud, openAccount, startLocalCloud } from './cloud.ts';
import { ConfigError, type E2eConfig, readE2eConfig } from './config.ts';
import { packageCore } from './core-code.ts';
import { createDeployment } from './deployment.ts';
import { type Outcome, runConfig } from './run-config.ts';
import { stacksOf } from './stage.ts';
import { report } from './table.ts';

const USAGE = `npm run e2e [-- --config FILE …] [--profile NAME [--dry-run]]

  --config FILE   Play this configuration; may be repeated. Default: all of test/e2e.
  --profile NAME  Play it in the account and region of this AWS profile, not on the local cloud.
  --dry-run       Only say what would be made there.
`;

/** Plays configurations one after the other. Gives the exit code. */
async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      config: { type: 'string', multiple: true },
      profile: { type: 'string' },
      'dry-run': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const configs = await Promise.all((values.config ?? (await allConfigs())).map(readE2eConfig));
  await using cloud = values.profile === undefined ? await startLocalCloud() : await openAccount(values.profile);
  if (values.profile !== undefined) {
    process.stdout.write(`${announcement(configs, cloud)}\n`);
    if (values['dry-run']) return 0;
  }
  const outcomes = await playAll(configs, cloud);
  return outcomes.every(({ problems }) => problems.length === 0) ? 0 : 1;
}

async function playAll(configs: readonly E2eConfig[], cloud: Cloud): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  const stop = new AbortController();
  // The second one ends at once.
  process.once('SIGINT', () => {
    process.stderr.write('Stopped; what was made is being deleted.\n');
    stop.abort(new Error('stopped'));
  });
  await using deployment = await createDeployment(cloud, await packageCore());
  for (const config of configs) {
    if (stop.signal.aborted) break;
    process.stderr.write(`${config.name}: ${config.description}\n`);
    const outcome = await runConfig(config, deployment, cloud, stop.signal);
    process.stderr.write(
      `  ${outcome.problems.length === 0 ? 'ok' : 'FAILED'} after ${outcome.seconds.toFixed(1)} s\n`,
    );
    outcomes.push(outcome);
  }
  // Before the rest is deleted, which may fail.
  process.stdout.write(`${report(outcomes)}\n`);
  return outcomes;
}

async function allConfigs(): Promise<readonly string[]> {
  const names = (await readdir(import.meta.dirname)).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => join(import.meta.dirname, name));
}

/** What a run makes in a real account. */
function announcement(configs: readonly E2eConfig[], cloud: Cloud): string {
  const names = [...new Set(configs.flatMap((config) => stacksOf(config, cloud).map(({ name }) => name)))];
  return [
    `Account ${cloud.account}, ${cloud.region}: every name begins with ${cloud.project}-, and all of it is deleted at the end:`,
    `  the bucket of the code, and the stacks ${names.join(', ')}.`,
  ].join('\n');
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof ConfigError) && !isUsage(error)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function isUsage(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
