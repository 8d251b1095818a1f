import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { DesiredState } from '../compile/desired.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import type { PlanDrift } from '../drift/against-plan.ts';
import { type PlannedCommit, planCommit } from '../plan-commit.ts';
import { planDrift } from '../plan-drift.ts';
import { renderMarkdown } from '../report/render-markdown.ts';
import { renderText } from '../report/render-text.ts';
import { planReportOf } from '../review.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { type CommonOptions, type ExitCode, type Io, printJson, progress } from './io.ts';
import { NO_RECORD, NO_STACKS } from './offline.ts';
import { paletteOf } from './palette.ts';
import { plannedJson } from './plan-json.ts';
import type { ReadingWorld } from './planning-world.ts';
import { openRegistry } from './registry.ts';

/** Options of `plan`. */
export interface PlanOptions extends CommonOptions {
  readonly offline?: boolean;
  readonly out?: string;
  readonly component?: string;
}

/** `holdfast plan`: what applying this folder would change. Reads AWS, changes nothing. */
export async function run(options: PlanOptions, io: Io): Promise<ExitCode> {
  const world = await worldOf(options, io);
  const planned = await planCommit(WORKING_FOLDER, world, 'all', options.component);
  if (options.out !== undefined && planned.desired !== undefined) {
    await writeTemplates(planned.desired, resolve(io.cwd, options.out));
    progress(io, options, `Wrote ${planned.desired.stacks.length} templates to ${options.out}.`);
  }
  printPlan(planned, await planDrift(planned.plan, world.ledger), options, io);
  if (hasErrors(planned.findings)) return 1;
  return planned.plan?.stacks.some((stack) => stack.action !== 'noop') === true ? 1 : 0;
}

/** AWS, or nothing at all when offline; then the SDKs are not even loaded. */
async function worldOf(options: PlanOptions, io: Io): Promise<ReadingWorld> {
  if (options.offline === true) {
    return { ...(await openRegistry(options, io)), stacks: NO_STACKS, ledger: NO_RECORD };
  }
  const { planningWorld } = await import('./planning-world.ts');
  return planningWorld(options, io);
}

function printPlan(planned: PlannedCommit, drift: PlanDrift | undefined, options: CommonOptions, io: Io): void {
  if (options.format === 'json') {
    printJson(io, plannedJson(planned, drift));
    return;
  }
  const report = planReportOf(planned, drift);
  io.out(options.format === 'markdown' ? renderMarkdown(report) : renderText(report, paletteOf(io)));
}

async function writeTemplates(desired: DesiredState, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const { name, template } of desired.stacks) {
    await writeFile(join(folder, `${name}.template.json`), `${JSON.stringify(template, null, 2)}\n`);
  }
}
