import type { Format } from './io.ts';

/** A table for the terminal (columns padded with spaces) or in Markdown. Takes one row per line; the cells are plain text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], format: Format): string {
  if (format === 'markdown') {
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
    return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
  }
  const all = [head.map((cell) => cell.toUpperCase()), ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${all.map(line).join('\n')}\n`;
}
