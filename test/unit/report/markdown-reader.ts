/** What GitHub would act on: HTML, mentions, images, links (also bare ones), issue references, emoji codes, entities, maths. */
export const ACTIVE = /[<>@$&\\~*_|]|!\[|\]\(|\[|:\/\/|www\.|#\d|gh-\d|:\w+:|`/iu;

/**
 * Reads Markdown the way GitHub does, just far enough to tell what is code and what is not: an independent oracle for the
 * escaping. Rules: https://spec.commonmark.org/0.31.2/#code-spans, #fenced-code-blocks, https://github.github.com/gfm/#tables-extension-
 */
export interface ReadMarkdown {
  /** All text outside code, where Markdown, HTML, mentions and links work. */
  readonly outside: string;
  /** Contents of the fenced blocks. */
  readonly fences: readonly string[];
  /** Number of cells of each table row, one list per table. */
  readonly tables: readonly (readonly number[])[];
  /** A fence that nobody closed. */
  readonly open: boolean;
}

export function readMarkdown(markdown: string): ReadMarkdown {
  const outside: string[] = [];
  const fences: string[] = [];
  const tables: number[][] = [];
  let fence: { readonly ticks: string; readonly lines: string[] } | undefined;
  let paragraph: string[] = [];
  let inTable = false;
  const endParagraph = () => {
    outside.push(withoutCodeSpans(paragraph.join('\n')));
    paragraph = [];
  };
  for (const line of markdown.split('\n')) {
    const ticks = /^ {0,3}(`{3,}|~{3,})[^`]*$/.exec(line)?.[1];
    if (fence !== undefined) {
      if (ticks?.startsWith(fence.ticks) && line.trim() === ticks) {
        fences.push(fence.lines.join('\n'));
        fence = undefined;
      } else fence.lines.push(line);
      continue;
    }
    const isRow = line.startsWith('|');
    if (isRow || ticks !== undefined || line.trim() === '' || /^(?:#{1,6}|-) /.test(line)) endParagraph();
    if (ticks !== undefined) fence = { ticks, lines: [] };
    else if (isRow) {
      const cells = cellsOf(line);
      if (inTable) tables.at(-1)?.push(cells.length);
      else tables.push([cells.length]);
      outside.push(...cells.map(withoutCodeSpans));
    } else paragraph.push(line);
    inTable = isRow;
  }
  endParagraph();
  return { outside: outside.join('\n'), fences, tables, open: fence !== undefined };
}

/** Cells of a table row: a vertical bar ends a cell unless a backslash stands before it, even inside code. */
function cellsOf(row: string): readonly string[] {
  const cells = row.match(/(?:\\[!-/:-@[-`{-~]|[^|])+/gu) ?? [];
  return cells.map((cell) => cell.replaceAll('\\|', '|'));
}

/** Text without its code spans: a run of backticks opens one when an equally long run follows; a backslash escapes a backtick only outside. */
function withoutCodeSpans(text: string): string {
  let outside = '';
  let at = 0;
  while (at < text.length) {
    if (text[at] === '\\' && at + 1 < text.length) {
      outside += text.slice(at, at + 2);
      at += 2;
      continue;
    }
    const run = /^`+/.exec(text.slice(at))?.[0];
    if (run === undefined) {
      outside += text[at];
      at += 1;
      continue;
    }
    const close = [...text.matchAll(/`+/g)].find(
      (other) => other.index >= at + run.length && other[0].length === run.length,
    );
    if (close === undefined) outside += run;
    at = close === undefined ? at + run.length : close.index + close[0].length;
  }
  return outside;
}
