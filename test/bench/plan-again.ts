import { readFileSync, writeFileSync } from 'node:fs';
import { deserialize, serialize } from 'node:v8';
import type { StackRecord } from '../../controller/apply/progress.ts';
import { NO_RECORD } from '../../controller/cli/offline.ts';
import type { DesiredStack } from '../../controller/compile/desired.ts';
import type { DocumentCache } from '../../controller/documents/load-documents.ts';
import { SYSTEM_CLOCK } from '../../controller/lib/clock.ts';
import type { JsonObject } from '../../controller/lib/json.ts';
import type { PlanSummary } from '../../controller/plan/plan.ts';
import { compileCommit, type PlanningWorld, planCommit } from '../../controller/plan-commit.ts';
import { createBlobCache } from '../../controller/source/blob-cache.ts';
import { readerOf, recordOf, repositoryOf } from './applied-platform.ts';
import { median, printResult } from './fresh-process.ts';
import { EDITED_PATH, generateRegistry } from './generate-registry.ts';

/** What an earlier process knew: everything that a plan of the next commit can build on. */
interface Known {
  readonly texts: readonly (readonly [blobSha: string, text: string])[];
  readonly documents: DocumentCache;
  readonly stacks: readonly DesiredStack[];
  readonly records: readonly StackRecord[];
}

/** Compiles a registry once and writes down what is known then. */
async function prepare(count: number, file: string): Promise<void> {
  const texts = new Map<string, string>();
  const documents: DocumentCache = new Map();
  const blobs = { get: (sha: string) => texts.get(sha), set: (sha: string, text: string) => void texts.set(sha, text) };
  const source = repositoryOf(generateRegistry(count));
  const { desired } = await compileCommit('local', { source, blobs, documents, clock: SYSTEM_CLOCK });
  if (desired === undefined) throw new Error('The registry is not valid');
  const { stacks } = desired;
  const known: Known = { texts: [...texts], documents, stacks, records: recordOf(stacks) };
  writeFileSync(file, serialize(known));
  printResult({ stacks: stacks.length });
}

/**
 * Plans the registry again with one file changed, every time another edit, then with nothing changed. The first pass runs with the
 * caches full and the code cold; the others are what a process pays that has been at it for a while.
 */
async function measure(count: number, file: string, passes: number): Promise<void> {
  const known: Known = deserialize(readFileSync(file));
  const blobs = createBlobCache();
  for (const [sha, text] of known.texts) blobs.set(sha, text);
  const world = {
    blobs,
    documents: known.documents,
    clock: SYSTEM_CLOCK,
    stacks: readerOf(known.stacks, known.records),
    ledger: { ...NO_RECORD, readStacks: async () => known.records },
  };
  const files = generateRegistry(count);
  const edited = (edit: number) => repositoryOf(files.map((one) => (one.path === EDITED_PATH ? editOf(edit) : one)));
  const first = await timePlan({ ...world, source: edited(1) }, { update: 1 });
  const changed: Time[] = [];
  for (let pass = 1; pass <= passes; pass += 1) {
    changed.push(await timePlan({ ...world, source: edited(1 + pass) }, { update: 1 }));
  }
  const same: Time[] = [];
  for (let pass = 1; pass <= passes; pass += 1) {
    same.push(await timePlan({ ...world, source: edited(0) }, { update: 0 }));
  }
  printResult({ first, changed: settled(changed), unchanged: settled(same) });
}

/** What one plan took: on the clock, and of this thread alone, which other work on the machine does not change. */
interface Time {
  readonly wallMs: number;
  readonly cpuMs: number;
}

function editOf(edit: number) {
  const [file] = generateRegistry(1, edit).filter((one) => one.path === EDITED_PATH);
  if (file === undefined) throw new Error(`${EDITED_PATH} is not in the registry`);
  return file;
}

/** The middle of the later passes: the first ones still compile code. */
function settled(times: readonly Time[]): JsonObject {
  const late = times.slice(Math.floor(times.length / 3));
  return { wallMs: median(late.map((time) => time.wallMs)), cpuMs: median(late.map((time) => time.cpuMs)) };
}

async function timePlan(
  world: PlanningWorld,
  expected: Pick<PlanSummary, 'update'>,
): Promise<{ [N in keyof Time]: number }> {
  const before = process.threadCpuUsage();
  const started = performance.now();
  const { plan } = await planCommit('local', world, 'changed');
  const wallMs = performance.now() - started;
  const { user, system } = process.threadCpuUsage(before);
  const { create, update, replace, delete: removed } = plan?.summary ?? {};
  if (update === expected.update && create === 0 && replace === 0 && removed === 0) {
    return { wallMs, cpuMs: (user + system) / 1000 };
  }
  throw new Error(`The plan is not the expected one: ${JSON.stringify(plan?.summary)}`);
}

const [task, count, file = '', passes] = process.argv.slice(2);
if (task === 'prepare') await prepare(Number(count), file);
else await measure(Number(count), file, Number(passes));
