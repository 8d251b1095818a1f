import type fc from 'fast-check';
import type { Model } from './model.ts';
import { currentRun } from './past.ts';
import type { Simulation } from './simulation.ts';

/** One line of a history, in plain words. */
export class Step implements fc.AsyncCommand<Model, Simulation> {
  /** What kind of thing happens: histories are counted by it. */
  readonly kind: string;
  readonly words: string;
  readonly act: (simulation: Simulation) => unknown;
  readonly may: (model: Model) => boolean;

  constructor(kind: string, words: string, act: Step['act'], may: Step['may'] = () => true) {
    this.kind = kind;
    this.words = words;
    this.act = act;
    this.may = may;
  }

  check(model: Readonly<Model>): boolean {
    return this.may(model);
  }

  async run(model: Model, simulation: Simulation): Promise<void> {
    model.moment += 1;
    simulation.witness.count(`step: ${this.kind}`);
    await this.act(simulation);
    simulation.pass(1000);
    simulation.witness.judge(standing(simulation));
  }

  toString(): string {
    return this.words;
  }
}

/** What holds after every step, whatever workers are in the middle of. */
export function standing(simulation: Simulation): string | undefined {
  return (
    simulation.witness.broken?.message ??
    dataIsKept(simulation) ??
    nothingIsForgotten(simulation) ??
    isDeadFor(simulation)
  );
}

/** K4: what a table holds outlives every stack, but not by hand. */
function dataIsKept({ past, loop }: Simulation): string | undefined {
  // What an update takes out of a stack is let go or deleted only in the cleanup after it.
  if (loop.cloudformation.stacks.some(({ status }) => status === 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'))
    return undefined;
  const here = new Set(loop.cloudformation.retained().map(({ physicalId }) => physicalId));
  for (const { status, content } of loop.cloudformation.stacks) {
    for (const { type, physicalId } of status === 'DELETE_COMPLETE' ? [] : content.resources) {
      if (type !== 'AWS::DynamoDB::Table') continue;
      here.add(physicalId);
      if (status.endsWith('_COMPLETE') && !status.includes('ROLLBACK')) past.tables.add(physicalId);
    }
  }
  const lost = [...past.tables].find((table) => !here.has(table));
  return lost && `K4: A table is never deleted with its stack. But: ${lost} is gone.`;
}

/** C12: whoever stops working leaves something that goes on with it. */
function nothingIsForgotten({ past, post, dead, paused }: Simulation): string | undefined {
  const run = currentRun(past);
  if (run?.state !== 'in-progress' || paused > 0 || dead.length > 0) return undefined;
  if (post.letters.some(({ role }) => role === 'applier')) return undefined;
  return `C12: A run in progress has a message on its way that goes on with it. But: none for ${run.id}.`;
}

/** C5: only what failed again and again ends in the dead-letter queue. */
function isDeadFor({ dead, model }: Simulation): string | undefined {
  const [first] = dead;
  if (first === undefined || model.faults > 0) return undefined;
  return `C5: A message is given up only when its work fails again and again. But: ${first.trigger.type} was, without a fault.`;
}
