import type { Ledger } from '../record/port.ts';
import { type EvidenceVerdict, verifyEvidence } from '../record/verify-evidence.ts';
import { openLedger, requireController } from './aws.ts';
import { requireEnvironment } from './environment.ts';
import { readBodies } from './evidence.ts';
import { type CommonOptions, type ExitCode, type Format, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';
import { table } from './table.ts';

/** Options of `verify`. */
export interface VerifyOptions extends CommonOptions {
  readonly expect?: string;
}

/** `holdfast verify`: whether the evidence of an environment is whole and unchanged. */
export async function run(options: VerifyOptions, io: Io): Promise<ExitCode> {
  const controller = await requireController(await requireEnvironment(options, io), io.env);
  const verdict = await check(openLedger(controller), controller.environment, options.expect);
  if (options.format === 'json') printJson(io, { environment: controller.environment, ...verdict });
  else io.out(render(verdict, options.format, io));
  return verdict.findings.length === 0 ? 0 : 1;
}

/**
 * Entries and index are not read at one moment, and a run may append in between. So the index is read before and after: what it knew
 * before must be there, and what is there it must know after.
 */
async function check(ledger: Ledger, environment: string, expected: string | undefined): Promise<EvidenceVerdict> {
  const before = new Set((await ledger.readEvidenceIndex()).map(({ identity }) => identity));
  const entries = await ledger.readEvidence(1);
  const last = entries.at(-1)?.number ?? 0;
  const after = await ledger.readEvidenceIndex();
  const index = after.filter(({ identity, number }) => number <= last || before.has(identity));
  const bodies = await readBodies(ledger, entries);
  return verifyEvidence({ environment, entries, index, bodies, ...(expected !== undefined && { expected }) });
}

function render({ entries, bodies, head, findings }: EvidenceVerdict, format: Format, io: Io): string {
  const { bold, green, red } = paletteOf(io);
  const counts = `${entries} entries, ${bodies} bodies`;
  if (findings.length === 0) return `${green(bold('Intact'))}: ${counts}. The last entry is ${head}.\n`;
  const rows = findings.map(({ number, problem, message }) => [String(number), problem, message]);
  const title = `${red(bold(`Broken at entry ${findings[0]?.number}`))}: ${counts}.`;
  return `${title}\n\n${table(['entry', 'problem', 'message'], rows, format)}`;
}
