import type { Outcome } from './run-config.ts';

const HEAD = ['config', 'in', 'out', 'took', 'events/s', ''];
/** Columns of numbers. */
const RIGHT = new Set([1, 3, 4]);

/** The outcomes in columns, and below them what went wrong, in words. */
export function report(outcomes: readonly Outcome[]): string {
  const lines = columns([HEAD, ...outcomes.map(cells)]);
  const wrong = outcomes.filter(({ problems }) => problems.length > 0);
  const details = wrong.map(({ name, problems }) =>
    [`${name} failed:`, ...problems.map((one) => `  - ${one}`)].join('\n'),
  );
  return [lines.join('\n'), ...details].join('\n\n');
}

function cells({ name, sent, seen, seconds, problems }: Outcome): readonly string[] {
  const verdict = problems.length === 0 ? 'ok' : 'FAILED';
  return [
    name,
    String(sent),
    outOf(seen),
    `${seconds.toFixed(1)} s`,
    sent > 0 ? (sent / seconds).toFixed(1) : '',
    verdict,
  ];
}

function outOf(seen: Outcome['seen']): string {
  if (seen === undefined) return '';
  const objects = seen.archives.reduce((sum, { entries }) => sum + entries.length, 0);
  const parts = [
    seen.archives.length > 0 && `${objects} in ${count(seen.archives.length, 'archive')}`,
    seen.results.length > 0 && count(seen.results.length, 'result'),
    seen.forwarded.length > 0 && `${seen.forwarded.length} told`,
    seen.deadLetters.length > 0 && count(seen.deadLetters.length, 'dead letter'),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(', ') : 'nothing';
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`;
}

function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => {
    const padded = row.map((cell, column) =>
      (RIGHT.has(column) ? cell.padStart : cell.padEnd).call(cell, widths[column] ?? 0),
    );
    return padded.join('  ').trimEnd();
  });
}
