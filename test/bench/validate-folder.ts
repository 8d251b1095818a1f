import { createLocalDirectory } from '../../controller/adapters/local-directory.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';
import { compileCommit } from '../../controller/plan-commit.ts';
import { createBlobCache } from '../../controller/source/blob-cache.ts';
import { printResult } from './fresh-process.ts';

/** What `holdfast validate` does with a folder, without the command line around it. Prints every error as `code file:line`. */
const { findings, registry } = await compileCommit('local', {
  source: createLocalDirectory(process.argv[2] ?? '.'),
  blobs: createBlobCache(),
  documents: new Map(),
  clock: SYSTEM_CLOCK,
});
const errors = findings.filter(({ severity }) => severity === 'error');
printResult({
  documents: registry.documents.length,
  errors: errors.map(({ code, file, line }) => `${code} ${file}:${line}`),
});
