import { processEnvironment } from '../config.ts';
import { runCli } from './program.ts';

const env = processEnvironment();

process.exitCode = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: process.stdout.isTTY === true && (env.NO_COLOR ?? '') === '',
  env,
  cwd: process.cwd(),
});
