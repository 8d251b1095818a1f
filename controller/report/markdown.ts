import { oneLine, visible } from './visible.ts';

/**
 * Words that GitHub Flavored Markdown and GitHub's own filters leave alone: letters, digits and plain punctuation
 * (https://github.github.com/gfm/). Everything else becomes code, where nothing is interpreted (G7).
 */
const PLAIN_WORD = /^[\p{L}\p{N}.,;'"’“”…–—→≤≥()%/?=+-]+[:!]?$/u;

/** Plain words that GitHub still turns into links: URLs without a scheme, commit ids, and short issue references. */
const LINKED_WORD = /www\.|gh-\d|[0-9a-f]{7,64}(?!\w)/iu;

/**
 * User text as inline code. Markdown, HTML, mentions, links and emoji codes mean nothing inside (G7).
 * A vertical bar is written as its `\u007c` escape, because it would end a table cell even here.
 */
export function code(text: string): string {
  const content = visible(text).replaceAll('|', '\\u007c') || ' ';
  const ticks = '`'.repeat(longestRun(content) + 1);
  const padding = /^`|`$|^ .*[^ ].* $/u.test(content) ? ' ' : '';
  return `${ticks}${padding}${content}${padding}${ticks}`;
}

/**
 * A sentence that may hold user text: harmless words stay as they are, any other word becomes code (G7).
 * Always one line, so it cannot start a heading, list, table or fence.
 */
export function prose(text: string): string {
  return visible(oneLine(text))
    .split(' ')
    .map((word) => (isPlain(word) ? word : code(word)))
    .join(' ');
}

/** A fenced block that its content cannot end. `info` is the language. */
export function fence(info: string, content: string): string {
  const shown = content.split('\n').map(visible).join('\n');
  const ticks = '`'.repeat(Math.max(3, longestRun(shown) + 1));
  return `${ticks}${info}\n${shown}\n${ticks}`;
}

/** A table. Cells are Markdown already. Takes rows of the header's length. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Blocks with a blank line between them; empty ones are left out. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

function isPlain(word: string): boolean {
  return PLAIN_WORD.test(word) && !LINKED_WORD.test(word);
}

function longestRun(text: string): number {
  let longest = 0;
  for (const [run] of text.matchAll(/`+/gu)) longest = Math.max(longest, run.length);
  return longest;
}
