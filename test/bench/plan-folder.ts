import { createLocalDirectory } from '../../controller/adapters/local-directory.ts';
import { NO_RECORD, NO_STACKS } from '../../controller/cli/offline.ts';
import { hasErrors } from '../../controller/diagnostics/finding.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';
import { planCommit } from '../../controller/plan-commit.ts';
import { createBlobCache } from '../../controller/source/blob-cache.ts';
import { printResult } from './fresh-process.ts';

/** What `holdfast plan --offline` does with a folder, without the command line around it. */
const planned = await planCommit(
  'local',
  {
    source: createLocalDirectory(process.argv[2] ?? '.'),
    blobs: createBlobCache(),
    documents: new Map(),
    clock: SYSTEM_CLOCK,
    stacks: NO_STACKS,
    ledger: NO_RECORD,
  },
  'all',
);
if (hasErrors(planned.findings)) throw new Error(`The registry is not valid: ${planned.findings[0]?.message}`);
printResult({
  resources: planned.plan?.summary.create ?? 0,
  findings: planned.findings.map((finding) => finding.code),
});
