import { processEnvironment } from '../config.ts';
import { runCli } from './program.ts';

const env = processEnvironment();
const colorful = (env.NO_COLOR ?? '') === '';

// Whoever reads us may stop early (`| head`). That is no failure: the rest is thrown away and the exit code stays what it is.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.exitCode = 2;
    if (stream === process.stdout) process.stderr.write(`holdfast: The output cannot be written: ${error.message}\n`);
  });
}

const code = await runCli(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  color: { out: colorful && process.stdout.isTTY, err: colorful && process.stderr.isTTY },
  env,
  cwd: process.cwd(),
});
process.exitCode ??= code;
