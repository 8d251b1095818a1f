import { declaredCode } from './drift/revert.ts';
import type { RunRecord } from './record/port.ts';
import { sweptStacks } from './swept-stacks.ts';
import type { RunWorld } from './world.ts';

/**
 * Puts back the declared code of the functions that a revert names: CloudFormation cannot, because `Code` is write-only and
 * it never sees the difference (F2). Repeating it changes nothing (C3). Throws what the restorer throws.
 */
export async function restoreDeclaredCode(run: RunRecord, world: RunWorld): Promise<void> {
  const stacks = await sweptStacks(world.ledger, new Map());
  for (const name of run.restoreCode) {
    const code = stacks.map((stack) => declaredCode(stack, name)).find((found) => found !== undefined);
    if (code !== undefined) await world.codeRestorer.restoreCode(name, code);
  }
}
