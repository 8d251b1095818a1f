/** Lines around a change that are shown with it. */
const CONTEXT = 3;

/** One line of a diff: its sign, its text, and its number on either side. */
interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  readonly old: number;
  readonly now: number;
}

/**
 * The hunks of a unified diff between two texts (https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html). Lines are matched
 * with the nearest equal ones ahead, which suits texts that differ in few places: the work grows with the length of a change.
 */
export function lineDiff(before: string, after: string): string {
  const lines = compare(linesOf(before), linesOf(after));
  return hunksOf(lines).map(hunkText).join('');
}

function linesOf(text: string): readonly string[] {
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
}

function compare(old: readonly string[], now: readonly string[]): readonly Line[] {
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    const [gone, come] = nearestMatch(old, now, i, j);
    for (const end = i + gone; i < end; i += 1) lines.push({ sign: '-', text: old[i] ?? '', old: i + 1, now: j + 1 });
    for (const end = j + come; j < end; j += 1) lines.push({ sign: '+', text: now[j] ?? '', old: i + 1, now: j + 1 });
    if (i < old.length && j < now.length) lines.push({ sign: ' ', text: old[i] ?? '', old: i + 1, now: j + 1 });
    [i, j] = [i + 1, j + 1];
  }
  return lines;
}

/** How many lines to leave out on either side until both go on alike, the fewest in all. */
function nearestMatch(old: readonly string[], now: readonly string[], i: number, j: number): readonly [number, number] {
  const [left, right] = [old.length - i, now.length - j];
  for (let skipped = 0; skipped < left + right; skipped += 1) {
    for (let gone = Math.min(skipped, left); gone >= 0 && skipped - gone <= right; gone -= 1) {
      const come = skipped - gone;
      if (gone < left && come < right && old[i + gone] === now[j + come]) return [gone, come];
    }
  }
  return [left, right];
}

/** The lines near a change, those that follow each other together. */
function hunksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const near = new Set(lines.flatMap(({ sign }, at) => (sign === ' ' ? [] : around(at))));
  const hunks: Line[][] = [];
  for (const [at, line] of lines.entries()) {
    if (!near.has(at)) continue;
    const last = near.has(at - 1) ? hunks.at(-1) : undefined;
    if (last === undefined) hunks.push([line]);
    else last.push(line);
  }
  return hunks;
}

function around(at: number): readonly number[] {
  return Array.from({ length: 2 * CONTEXT + 1 }, (_, index) => at - CONTEXT + index);
}

function hunkText(lines: readonly Line[]): string {
  const [old, now] = [lines.filter(({ sign }) => sign !== '+'), lines.filter(({ sign }) => sign !== '-')];
  const header = `@@ -${old[0]?.old ?? 0},${old.length} +${now[0]?.now ?? 0},${now.length} @@`;
  return [header, ...lines.map(({ sign, text }) => `${sign}${text}`)].map((line) => `${line}\n`).join('');
}
