import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CodeEntry, FINDING_CODES } from './codes.ts';

/** The text of `docs/reference/codes.md`: every finding code in alphabetical order, so that a code is found by its name. */
export function renderCodes(): string {
  const entries: [string, CodeEntry][] = Object.entries(FINDING_CODES);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [HEADER, ...sorted.map(([code, entry]) => renderCode(code, entry))].join('\n\n').concat('\n');
}

const HEADER = `# Finding codes

<!-- Generated from controller/diagnostics/codes.ts by controller/diagnostics/generate-codes.ts. Do not edit. -->

A finding is something the author of the registry must know or fix. An \`error\` stops the revision, a \`warning\` is shown, an \`info\` explains.
Codes never change their meaning once released.`;

function renderCode(code: string, { title, cause, remedy }: CodeEntry): string {
  return `## ${code}\n\n**${title}.** ${cause}\n\n${remedy}`;
}

if (import.meta.main) {
  writeFileSync(fileURLToPath(new URL('../../docs/reference/codes.md', import.meta.url)), renderCodes());
}
