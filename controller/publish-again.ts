import { isOld } from './publish-core.ts';
import { publishOutputs } from './publish-outputs.ts';
import type { EnvironmentRecord, Lease } from './record/port.ts';
import { saveRun } from './run.ts';
import { writeRunCheck } from './run-check.ts';
import type { RunWorld } from './world.ts';

/**
 * Publishes again what a run could not, and the code of a newer controller's processors, so that everything is published in the end without a new commit (C14), and says so on the
 * commit. Does nothing where nothing is left over.
 */
export async function publishAgain(environment: EnvironmentRecord, world: RunWorld, lease: Lease): Promise<void> {
  const { published: _, unpublished, core, ...rest } = environment;
  if (unpublished === undefined && !isOld(core, world.core)) return;
  const records = await world.ledger.readStacks();
  const stacks = Object.fromEntries(records.map(({ name, outputs }) => [name, outputs]));
  const head = await publishOutputs({ stacks }, environment, world, lease);
  if (head.unpublished === unpublished && head.core === core) return;
  if (head.unpublished !== unpublished) await report(environment.currentRun, head.unpublished, world, lease);
  await world.ledger.writeEnvironment({ ...rest, ...head }, lease);
}

async function report(
  id: string | undefined,
  problem: string | undefined,
  world: RunWorld,
  lease: Lease,
): Promise<void> {
  const run = id === undefined ? undefined : await world.ledger.readRun(id);
  if (run === undefined) return;
  const { unpublished: _, ...rest } = run;
  const said = await saveRun({ ...rest, ...(problem !== undefined && { unpublished: problem }) }, world, lease);
  await writeRunCheck(said, world);
}
