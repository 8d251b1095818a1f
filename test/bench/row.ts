/** How a measured number stands to its target. `info` has none. */
export type Verdict = 'ok' | 'over' | 'info';

/** One line of the result. */
export interface Row {
  /** Number of the target in docs/performance.md; empty for what has none. */
  readonly id: string;
  readonly what: string;
  readonly unit: 's' | 'ms' | 'MiB' | 'KB' | 'x' | 'calls' | 'runs' | 'USD' | '';
  readonly measured: number;
  /** The most that is good. */
  readonly target?: number;
  readonly verdict: Verdict;
  readonly note?: string;
}

/** A line, judged: up to its target a number is good. */
export function row(line: Omit<Row, 'verdict'>): Row {
  if (line.target === undefined) return { ...line, verdict: 'info' };
  return { ...line, verdict: line.measured <= line.target ? 'ok' : 'over' };
}

/** The rows as text, in columns, one part of the bench after another. */
export function table(parts: Readonly<Record<string, readonly Row[]>>): string {
  return Object.entries(parts)
    .map(([title, rows]) => [title, ...columns([HEAD, ...rows.map(cells)])].join('\n'))
    .join('\n\n');
}

const HEAD = ['', 'what', 'measured', 'target', '', ''];

function cells({ id, what, measured, unit, target, verdict, note = '' }: Row): readonly string[] {
  const wanted = target === undefined ? '' : `<= ${say(target, unit)}`;
  return [id, what, say(measured, unit), wanted, verdict === 'info' ? '' : verdict, note];
}

function say(value: number, unit: Row['unit']): string {
  const digits = unit === 'calls' || unit === 'runs' || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(digits).replace(/\.0+$/, '')} ${unit}`.trimEnd();
}

function columns(lines: readonly (readonly string[])[]): readonly string[] {
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => {
    const padded = line.map((cell, column) =>
      (isNumber(column) ? cell.padStart : cell.padEnd).call(cell, widths[column] ?? 0),
    );
    return `  ${padded.join('  ')}`.trimEnd();
  });
}

function isNumber(column: number): boolean {
  return column === 2 || column === 3;
}
