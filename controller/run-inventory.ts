import { modeOf } from './apply/change-set-request.ts';
import type { RunContext } from './apply/effects.ts';
import type { ApplyRecord } from './apply/port.ts';
import type { StackRecord } from './apply/progress.ts';
import type { Lease, RunRecord } from './record/port.ts';
import { keepChangeSet, keepEvents } from './run-evidence.ts';
import type { RunWorld } from './world.ts';

/** The recorded stacks during one invocation, read once: whoever holds the lease is the only one who writes them (C1). */
export interface Inventory {
  stacks(): Promise<readonly StackRecord[]>;
  context(): Promise<RunContext>;
  readonly record: Omit<ApplyRecord, 'saveStep'>;
}

/** Opens the inventory for a run. Nothing is read before it is needed; everything written goes through to the ledger at once. */
export function openInventory(run: RunRecord, world: RunWorld, lease: Lease): Inventory {
  const { ledger, config } = world;
  let reading: Promise<Map<string, StackRecord>> | undefined;
  const stacks = () => {
    reading ??= ledger.readStacks().then((records) => new Map(records.map((record) => [record.name, record])));
    return reading;
  };
  const write = async (record: StackRecord) => {
    await ledger.writeStack(record, lease);
    (await stacks()).set(record.name, record);
  };
  return {
    stacks: async () => [...(await stacks()).values()],
    context: async () => ({
      sha: run.sha,
      mode: modeOf(run.purpose),
      deployment: run.deployment,
      outputs: Object.fromEntries([...(await stacks()).values()].map(({ name, outputs }) => [name, outputs])),
      ...(config.executionRoleArn !== undefined && { executionRoleArn: config.executionRoleArn }),
    }),
    record: {
      readTemplate: (digest) => ledger.readTemplate(digest),
      readStack: async (name) => (await stacks()).get(name),
      saveStack: write,
      forgetStack: async (name) => {
        await ledger.removeStack(name, lease);
        (await stacks()).delete(name);
      },
      noteChangeSet: (name, changeSet, content) => keepChangeSet(run, name, changeSet, content, world, lease),
      noteEvents: (name, operation, events) => keepEvents(run, name, operation, events, world, lease),
      markAttempted: async (name, attempted, stackId) => {
        const found = (await stacks()).get(name) ?? emptyRecord(name);
        const known = stackId === undefined ? found : { ...found, stackId };
        await write({ ...known, attempted: { ...attempted, unfinished: true } });
      },
    },
  };
}

function emptyRecord(name: string): StackRecord {
  return { name, outputs: {}, parameters: {}, tags: {}, resources: [], codeDigests: {} };
}
