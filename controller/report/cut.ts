/**
 * What GitHub takes of a check's summary and of its text. Documented in characters, measured in UTF-8 bytes: a longer
 * summary is refused and a longer text silently loses its end (G1; https://docs.github.com/en/rest/checks/runs).
 */
export const CHECK_TEXT_BYTES = 65_535;

/** A fence opens or closes here; a line of code spans that starts with as many backticks has more of them later. */
const FENCE = /^(`{3,})[^`]*$/;

/**
 * Markdown of at most `limit` bytes. Only whole lines are dropped, so no code span, table row or character is torn;
 * an open fence is closed, and a notice says that there is more and where it is (`elsewhere`).
 */
export function cutMarkdown(markdown: string, elsewhere: string, limit = CHECK_TEXT_BYTES): string {
  if (byteLength(markdown) <= limit) return markdown;
  const lines = markdown.split('\n');
  const notice = `**Cut here:** the rest does not fit into a GitHub check. ${elsewhere}`;
  const room = byteLength(notice) + longestFence(lines) + 3;
  const kept = linesWithin(lines, limit - room);
  const open = openFence(kept);
  return [...kept, ...(open === undefined ? [] : [open]), '', notice].join('\n');
}

/** Length in UTF-8, as GitHub counts. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}

function longestFence(lines: readonly string[]): number {
  return lines.reduce((longest, line) => Math.max(longest, FENCE.exec(line)?.[1]?.length ?? 0), 0);
}

function linesWithin(lines: readonly string[], budget: number): readonly string[] {
  let used = 0;
  const end = lines.findIndex((line) => {
    used += byteLength(line) + 1;
    return used > budget;
  });
  return end === -1 ? lines : lines.slice(0, end);
}

/** The fence that is open after these lines: as long as the one that opened it. */
function openFence(lines: readonly string[]): string | undefined {
  let open: string | undefined;
  for (const line of lines) {
    const ticks = FENCE.exec(line)?.[1];
    if (ticks === undefined) continue;
    if (open === undefined) open = ticks;
    else if (ticks.length >= open.length && line.trim() === ticks) open = undefined;
  }
  return open;
}
