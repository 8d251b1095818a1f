/** A place that a finding names besides its own. Without a file: in the same one. */
export interface OtherPlace {
  readonly line: number;
  readonly file?: string;
}

/** `See lines 11, 12 and 14.` to follow a message, in reading order; empty for one place, which is where the finding stands. */
export function seeAlso(places: readonly OtherPlace[]): string {
  const lines = [...new Set(places.filter(({ file }) => file === undefined).map(({ line }) => line))];
  const elsewhere = places.flatMap(({ file, line }) => (file === undefined ? [] : [`${file}:${line}`]));
  const all = [...lines.toSorted((a, b) => a - b).map(String), ...new Set(elsewhere)];
  if (all.length < 2) return '';
  const word = lines.length === 0 ? '' : lines.length === 1 ? 'line ' : 'lines ';
  return ` See ${word}${all.slice(0, -1).join(', ')} and ${all.at(-1)}.`;
}
