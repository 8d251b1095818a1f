/** The folders that belong to the registry (design: layout of the registry). */
const FOLDERS: ReadonlySet<string> = new Set(['teams', 'policies', 'overlays']);

const YAML = /\.ya?ml$/i;

/**
 * What a path of the repository is to the registry: a `document` file to read, `unknown` YAML that looks as if it were meant to be one,
 * `misplaced` in `teams/` without a team, or `other`, which Holdfast does not look at.
 */
export type PathRole = 'document' | 'unknown' | 'misplaced' | 'other';

/** The role of a file by its path alone. */
export function roleOf(path: string): PathRole {
  if (!YAML.test(path)) return 'other';
  const parts = path.split('/');
  const [folder = '', ...rest] = parts;
  if (rest.length === 0) return path === 'platform.yaml' ? 'document' : 'unknown';
  if (folder === 'teams') return rest.length === 1 ? 'misplaced' : 'document';
  if (FOLDERS.has(folder)) return rest.length === 1 ? 'document' : 'unknown';
  return FOLDERS.has(folder.toLowerCase()) ? 'unknown' : 'other';
}

/** True for the registry's own files and folders and everything inside them: nothing there may be a link or a submodule. */
export function isRegistryArea(path: string): boolean {
  const [first = ''] = path.split('/');
  return FOLDERS.has(first) || first === 'platform.yaml';
}
