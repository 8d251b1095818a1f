import type { FindingCode } from '../diagnostics/codes.ts';
import type { Finding, Severity } from '../diagnostics/finding.ts';
import type { SourceLimits } from './limits.ts';
import type { TreeEntry } from './port.ts';
import { isRegistryArea, roleOf } from './registry-path.ts';

/** What of a tree may be read, and what is wrong with the rest. */
export interface CheckedTree {
  readonly files: readonly TreeEntry[];
  readonly findings: readonly Finding[];
}

/** Chooses the registry files of a tree by paths, modes and sizes alone: nothing is fetched that should not be (R1, R2). */
export function checkTree(entries: readonly TreeEntry[], limits: SourceLimits): CheckedTree {
  const findings = [...entries.flatMap(checkEntry), ...clashes(entries)];
  const candidates = entries.filter(
    (entry) => isFile(entry) && roleOf(entry.path) === 'document' && unsafeReason(entry.path) === undefined,
  );
  const small = candidates.filter((entry) => !isTooLarge(entry, limits));
  const large = candidates.filter((entry) => isTooLarge(entry, limits));
  const bytes = small.reduce((sum, { size = 0 }) => sum + size, 0);
  const many = small.length > limits.files ? [tooMany(small.length, limits)] : [];
  const excess = many.length === 0 && bytes > limits.totalBytes ? [tooMuch(bytes, limits)] : many;
  const files = excess.length > 0 ? [] : small.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return {
    files,
    findings: [...findings, ...large.map(({ path, size = 0 }) => tooLarge(path, size, limits)), ...excess],
  };
}

function isTooLarge({ size = 0 }: TreeEntry, { fileBytes }: SourceLimits): boolean {
  return size > fileBytes;
}

/** A finding about a file as a whole. */
export function fileFinding(
  code: FindingCode,
  file: string,
  message: string,
  hint?: string,
  severity: Severity = 'error',
): Finding {
  return { code, severity, message, file, line: 1, column: 1, path: '', ...(hint === undefined ? {} : { hint }) };
}

/** The finding for a file above the limit of bytes, found by its size in the tree or by its content. */
export function tooLarge(path: string, bytes: number, { fileBytes }: SourceLimits): Finding {
  return fileFinding('FileTooLarge', path, `The file has ${bytes} bytes; at most ${fileBytes} are read`);
}

function tooMany(count: number, { files }: SourceLimits): Finding {
  return fileFinding('TooManyFiles', 'platform.yaml', `The registry has ${count} files; at most ${files} are read`);
}

/** The finding for a registry above the limit of bytes, found by the sizes in the tree or by the contents. */
export function tooMuch(bytes: number, { totalBytes }: SourceLimits): Finding {
  return fileFinding(
    'RegistryTooLarge',
    'platform.yaml',
    `The registry has ${bytes} bytes; at most ${totalBytes} are read`,
  );
}

/** Git's modes for files: plain, executable, and the group-writable one of very old repositories. */
function isFile({ mode }: TreeEntry): boolean {
  return mode === '100644' || mode === '100755' || mode === '100664';
}

function checkEntry({ path, mode }: TreeEntry): Finding[] {
  const unsafe = unsafeReason(path);
  if (unsafe !== undefined)
    return [fileFinding('UnsafePath', printable(path).slice(0, MAX_LENGTH), `The path ${unsafe}`)];
  if (isRegistryArea(path) && mode === '120000')
    return [fileFinding('SymbolicLink', path, 'The file is a symbolic link')];
  if (isRegistryArea(path) && mode === '160000') return [fileFinding('Submodule', path, 'The folder is a submodule')];
  const role = mode === '040000' ? 'other' : roleOf(path);
  if (role === 'misplaced')
    return [fileFinding('MisplacedFile', path, 'The file belongs to no team', 'Move it into teams/<team>/.')];
  if (role === 'unknown')
    return [fileFinding('UnknownFile', path, 'Holdfast does not read this file', undefined, 'warning')];
  return [];
}

/** Longest path of the registry, in characters, and most folders in each other: far above any real one (R2). */
const MAX_LENGTH = 512;
const MAX_DEPTH = 32;

/** Why a path could mean another place or look like another one, or `undefined`. Git itself refuses most of these. */
function unsafeReason(path: string): string | undefined {
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) return 'is absolute';
  if (path.includes('\\')) return 'has a backslash';
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return 'has an empty, . or .. part';
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return 'has characters that cannot be seen';
  if (!isRegistryArea(path)) return undefined;
  if (path.length > MAX_LENGTH) return `is longer than ${MAX_LENGTH} characters`;
  return isDeep(path) ? `has more than ${MAX_DEPTH} folders in each other` : undefined;
}

function isDeep(path: string): boolean {
  return path.split('/').length > MAX_DEPTH + 1;
}

/** The path with everything invisible written out, fit to be shown. */
function printable(path: string): string {
  return path.replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (char) => `<U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`,
  );
}

/** Paths of the registry that differ only in case or Unicode form: a clone on many systems keeps one of them (R1). */
function clashes(entries: readonly TreeEntry[]): Finding[] {
  const seen = new Map<string, string>();
  const reported = new Set<string>();
  const near = entries.filter(({ path }) => isNearRegistry(path) && path.length <= MAX_LENGTH && !isDeep(path));
  return near.flatMap(({ path }) =>
    prefixesOf(path).flatMap((prefix): Finding[] => {
      const folded = fold(prefix);
      const first = seen.get(folded);
      if (first === undefined) seen.set(folded, prefix);
      if (first === undefined || first === prefix || reported.has(prefix)) return [];
      reported.add(prefix);
      if (!isRegistryArea(prefix) && !isRegistryArea(first)) return [];
      return [
        fileFinding(
          'PathClash',
          printable(prefix),
          `The path differs from ${printable(first)} only in case or Unicode form`,
        ),
      ];
    }),
  );
}

/** True where a path could be taken for one of the registry. Most files of a repository are something else, and need no comparison. */
function isNearRegistry(path: string): boolean {
  return isRegistryArea(fold(path.split('/', 1)[0] ?? ''));
}

function prefixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
}

/** Upper case first: some letters, such as the German sharp s, become equal only so. */
function fold(path: string): string {
  return path.toUpperCase().toLowerCase().normalize('NFC');
}
