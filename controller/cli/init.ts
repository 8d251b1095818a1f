import { hash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { createLocalDirectory } from '../adapters/local-directory.ts';
import { HoldfastError } from '../diagnostics/error.ts';
import { hasErrors } from '../diagnostics/finding.ts';
import { loadDocuments } from '../documents/load-documents.ts';
import { SYSTEM_CLOCK } from '../lib/clock.ts';
import { renderFindingsText } from '../report/render-text.ts';
import { DEFAULT_SOURCE_LIMITS } from '../source/limits.ts';
import { loadSnapshot } from '../source/load-snapshot.ts';
import { WORKING_FOLDER } from '../source/snapshot.ts';
import { type CommonOptions, type ExitCode, type Io, printJson } from './io.ts';
import { paletteOf } from './palette.ts';

const REGISTRY = join(import.meta.dirname, '..', '..', 'registry');

/** Where a registry keeps the schema that its editor lines name; Holdfast does not read this folder. */
const SCHEMA_FILE = '.holdfast/registry.schema.json';

/** Options of `init`. */
export interface InitOptions extends CommonOptions {
  readonly owner?: string;
}

/** `holdfast init platform` and `holdfast init team NAME`: write the one file that a platform or a team begins with. */
export async function run(options: InitOptions, io: Io, what?: string, name?: string): Promise<ExitCode> {
  const folder = resolve(io.cwd, options.registry);
  if (what === 'platform') return create(folder, 'platform.yaml', await platformText(), options, io);
  if (what === 'team' && name !== undefined)
    return create(folder, `teams/${name}/team.yaml`, teamText(name, options.owner ?? name), options, io);
  throw mistake('InitUnknown', 'Say what to begin: `holdfast init platform` or `holdfast init team NAME`.');
}

/** Writes a new file, unless it would not be valid among those that are there. An existing file is never overwritten. */
async function create(folder: string, path: string, text: string, options: InitOptions, io: Io): Promise<ExitCode> {
  const source = createLocalDirectory(folder);
  await mkdir(folder, { recursive: true });
  const { snapshot } = await loadSnapshot(source, WORKING_FOLDER, DEFAULT_SOURCE_LIMITS);
  if (snapshot.files.some((file) => file.path === path)) throw mistake('FileExists', `There is a ${path} already.`);
  const files = [...snapshot.files, { path, text, blobSha: hash('sha1', text) }];
  const today = new Date(SYSTEM_CLOCK.now()).toISOString().slice(0, 10);
  const { findings } = loadDocuments({ ...snapshot, files }, { today });
  const own = findings.filter(({ file }) => file === path);
  if (hasErrors(own)) {
    io.err(renderFindingsText(own, 1, paletteOf(io, 'err')));
    return 1;
  }
  await write(join(folder, path), text);
  await write(join(folder, SCHEMA_FILE), await readFile(join(REGISTRY, 'schemas', 'registry.schema.json'), 'utf8'));
  if (options.format === 'json') printJson(io, { written: [path, SCHEMA_FILE] });
  else io.out(`Wrote ${path}\n`);
  return 0;
}

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}

/** The starter's platform: what to change in it is said in its comments. */
async function platformText(): Promise<string> {
  const text = await readFile(join(REGISTRY, 'starter', 'platform.yaml'), 'utf8');
  return text.replace(/^# yaml-language-server:.*$/m, editorLine(''));
}

function teamText(name: string, owner: string): string {
  return `${editorLine('../../')}
apiVersion: holdfast/v1
kind: Team
metadata:
  name: ${name}
spec:
  # The person or group that answers for what is in this folder.
  owner: ${JSON.stringify(owner)}
  # The team's own part of the shared API.
  pathPrefix: /${name}
`;
}

function editorLine(up: string): string {
  return `# yaml-language-server: $schema=${up}${SCHEMA_FILE}`;
}

function mistake(code: string, message: string): HoldfastError {
  return new HoldfastError(message, { code, source: 'user', retryable: false });
}
