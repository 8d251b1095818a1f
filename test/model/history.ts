import fc from 'fast-check';
import { evidenceProblems } from '../loop/evidence.ts';

import { converge, rescue } from './liveness.ts';
import { type Model, newModel } from './model.ts';
import { createSimulation, type Simulation } from './simulation.ts';
import { AWS } from './steps/aws.ts';
import { DEVELOPERS, push } from './steps/developers.ts';
import { NETWORK } from './steps/network.ts';
import { CONSOLE, MEDDLERS, OPERATORS } from './steps/people.ts';
import { WORKERS } from './steps/workers.ts';

/** What is counted over many histories: how often each step was taken, and each state was seen. */
export type Counts = Map<string, number>;

const STEPS: fc.Arbitrary<fc.AsyncCommand<Model, Simulation>>[] = [
  fc.oneof(...DEVELOPERS, ...NETWORK, ...WORKERS, ...AWS, ...CONSOLE, ...MEDDLERS, ...OPERATORS),
];

const MAX_STEPS = 24;

/** Any history of the alphabet, with any order of calls in it. `replayPath` repeats exactly what a failed one had left out. */
export function histories(replayPath?: string) {
  const steps: fc.Arbitrary<Iterable<fc.AsyncCommand<Model, Simulation>>> = fc.commands(STEPS, {
    maxCommands: MAX_STEPS,
    size: 'max',
    ...(replayPath !== undefined && { replayPath }),
  });
  return [fc.boolean(), steps, fc.scheduler()] as const;
}

/**
 * Plays one history. Everything that workers do is judged as they do it; in the end faults stop and everything has to come to rest where the
 * branch wants it, or where a person is told why not; then that person does what is asked, and it has to come to rest where the branch wants it.
 */
export async function play(
  isApplied: boolean,
  steps: Iterable<fc.AsyncCommand<Model, Simulation>>,
  scheduler: fc.Scheduler,
  counts: Counts = new Map(),
): Promise<void> {
  const model = newModel();
  const simulation = createSimulation(model, scheduler);
  for (const login of ['ann', 'boss']) simulation.loop.github.allowWrite(login);
  try {
    push(simulation, []);
    if (isApplied) await simulation.work(400);
    await fc.asyncModelRun(() => ({ model, real: simulation }), steps);
    await simulation.wakeAll();
    await converge(simulation);
    await rescue(simulation);
    await checkEvidence(simulation);
  } finally {
    for (const [what, times] of simulation.witness.seen) counts.set(what, (counts.get(what) ?? 0) + times);
  }
}

async function checkEvidence({ loop, witness }: Simulation): Promise<void> {
  const [problem] = await evidenceProblems(loop.ledger);
  witness.judge(problem && `Evidence: The chain is whole and tells how each run began and ended. But: ${problem}`);
}
