import type { DocumentHead, DocumentSource } from '../documents/registry.ts';
import type { ResourceSource } from './desired.ts';

/** A line that only separates documents: `---`, alone or before a document that begins on the same line. */
const SEPARATOR = /^---(?=\s|$)\s*/;
/** A line without content: blank, comment, directive, or the end of a document. */
const NO_CONTENT = /^(?:\s*(?:#.*)?|%.*|\.\.\.(?:\s.*)?)$/;

/**
 * Where a document begins in its file, with what it is. It reads lines and not YAML, because every resource has a source and only few
 * are ever shown; a test holds it to what `locate` says.
 */
export function sourceOf({ kind, metadata, source }: DocumentHead): ResourceSource {
  return { file: source.file, ...startOf(source), document: `${kind}/${metadata.name}` };
}

interface Start {
  readonly line: number;
  readonly column: number;
}

/** Files of a team are compiled side by side, by the names of their documents. */
const KEPT = 16;

const reads = new Map<string, { readonly found: Start[]; readonly more: Iterator<Start> }>();

/** How far the last few files were read is kept, so that a file of many documents is read once and not once for each of them (R2). */
function startOf({ text, index }: DocumentSource): Start {
  const read = reads.get(text) ?? { found: [], more: startsIn(text) };
  reads.delete(text);
  reads.set(text, read);
  for (const oldest of reads.keys()) {
    if (reads.size <= KEPT) break;
    reads.delete(oldest);
  }
  while (read.found.length <= index) {
    const { value, done } = read.more.next();
    if (done === true) return { line: 1, column: 1 };
    read.found.push(value);
  }
  return read.found[index] ?? { line: 1, column: 1 };
}

/** Line and column, from 1, of each document's first content. `---` at the margin separates documents even within text blocks. */
function* startsIn(text: string): Generator<Start, undefined> {
  let last = -1;
  let current = -1;
  let open = false;
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    const marker = SEPARATOR.exec(line)?.[0] ?? '';
    const content = line.slice(marker.length);
    if (marker !== '') {
      current += 1;
      open = true;
    }
    if (NO_CONTENT.test(content)) {
      if (line.startsWith('...')) open = false;
      continue;
    }
    if (!open) {
      current += 1;
      open = true;
    }
    const column = marker.length + content.search(/\S/) + 1;
    // A document without content has no start of its own; the next one's stands for it.
    for (; last < current; last += 1) yield { line: number, column };
  }
}

/** The lines of a text, one at a time: mostly only the first few are looked at. */
function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = text.indexOf('\n', start);
    yield end === -1 ? text.slice(start) : text.slice(start, text[end - 1] === '\r' ? end - 1 : end);
    start = end === -1 ? text.length : end + 1;
  }
}
