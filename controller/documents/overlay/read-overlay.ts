import { overlaySchema } from '../../../registry/overlay.ts';
import type { SourceFile } from '../../source/snapshot.ts';
import { localFinding } from '../check-file.ts';
import type { DocumentLimits } from '../limits.ts';
import { placeOf } from '../node-place.ts';
import { parseText } from '../parse.ts';
import type { LocalFinding } from '../problem.ts';
import { objectOf } from '../raw.ts';
import type { DocumentSource } from '../registry.ts';
import { texts } from '../rules/texts.ts';
import { problemsOf } from '../schema-problems.ts';
import type { OverlayPatch } from './patch-document.ts';

/** An overlay file: the environment it is for, and its patches as far as they can be read. */
export interface ReadOverlay {
  readonly environment: string;
  readonly source: DocumentSource;
  readonly patches: readonly OverlayPatch[];
  readonly findings: readonly LocalFinding[];
}

const FILE = /^overlays\/([^/]+)\.ya?ml$/;

/** The environment that a file of overlays is for; `undefined` for any other file. */
export function environmentOfOverlay(path: string): string | undefined {
  return FILE.exec(path)?.[1];
}

/** True for a file that holds an overlay. */
export function isOverlay(path: string): boolean {
  return path.startsWith('overlays/');
}

/**
 * Reads `overlays/<environment>.yaml`: exactly one Overlay, named after the file, and without credentials, whether or not its patches fit
 * anything (S4). Never throws.
 */
export function readOverlay({ path, text, blobSha }: SourceFile, limits: DocumentLimits): ReadOverlay {
  const environment = FILE.exec(path)?.[1] ?? '';
  const source = { file: path, blobSha, index: 0, text };
  const { documents, findings, lines } = parseText(text, limits);
  const [first, second] = documents;
  const refuse = (more: readonly LocalFinding[]): ReadOverlay => ({ environment, source, patches: [], findings: more });
  if (environment === '') return refuse([MISPLACED]);
  if (first === undefined) return refuse(findings);
  if (second !== undefined) {
    const place = placeOf(second.root, [], lines);
    return refuse([...findings, localFinding({ ...ONE_EACH, path: [] }, place)]);
  }
  const result = overlaySchema.safeParse(first.value);
  const problems = problemsOf(result.error?.issues ?? [], { kind: undefined, value: first.value });
  if (result.success && result.data.metadata.name !== environment) {
    const message = `The overlay in ${path} must be named ${environment}, but is ${result.data.metadata.name}.`;
    problems.push({ code: 'EnvironmentMismatch', path: ['metadata', 'name'], message });
  }
  problems.push(...texts(objectOf(first.value)));
  const told = problems.map((problem) => localFinding(problem, placeOf(first.root, problem.path, lines, problem.at)));
  if (!result.success || findings.length > 0) return refuse([...findings, ...told]);
  const patches = result.data.spec.patches.map(({ target, patch }, index) => ({ index, target, operations: patch }));
  return { environment, source, patches, findings: told };
}

const MISPLACED: LocalFinding = {
  code: 'MisplacedFile',
  severity: 'error',
  message: 'An overlay stands directly in overlays/, named after its environment.',
  path: '',
  line: 1,
  column: 1,
  hint: 'Move it to overlays/<environment>.yaml.',
};

const ONE_EACH = { code: 'MisplacedDocument', message: 'An overlay file holds one document.' } as const;
