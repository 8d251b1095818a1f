import type { Finding } from '../../diagnostics/finding.ts';
import { type CheckedDocument, outlineOf, validate, worthSaying } from '../check-file.ts';
import type { DocumentLimits } from '../limits.ts';
import { parsedFile } from '../parsed-file.ts';
import type { Problem } from '../problem.ts';
import { isObject } from '../raw.ts';
import type { DocumentSource } from '../registry.ts';
import { identityOf } from '../rules/uniqueness.ts';
import { type OverlayPatch, patchDocument } from './patch-document.ts';
import type { ReadOverlay } from './read-overlay.ts';

/** A document of a registry file, as it is without overlays. */
export interface BaseDocument {
  readonly checked: CheckedDocument;
  readonly source: DocumentSource;
  /** Team of its folder. */
  readonly team?: string;
}

/** What an overlay makes of a registry. */
export interface AppliedOverlay {
  /** Identity of a document → the document with its patches. A document whose patches are wrong is not in it. */
  readonly documents: ReadonlyMap<string, { readonly checked: CheckedDocument; readonly source: DocumentSource }>;
  readonly findings: readonly Finding[];
}

/** What applying needs besides. */
export interface OverlayTools {
  readonly limits: DocumentLimits;
  readonly finding: (source: DocumentSource, problem: Problem) => Finding;
}

/**
 * Applies an overlay to the documents it names. Every patch is checked: a target that does not exist and a path that matches nothing
 * are findings in the overlay. A patched document is checked like any other, and its findings point at the overlay or at the
 * document's own file, wherever the part was written. A document that is wrong by itself is left to its own findings.
 */
export function applyOverlay(
  overlay: ReadOverlay,
  base: ReadonlyMap<string, BaseDocument>,
  tools: OverlayTools,
): AppliedOverlay {
  const documents = new Map<string, { checked: CheckedDocument; source: DocumentSource }>();
  const findings: Finding[] = [];
  for (const [identity, patches] of Map.groupBy(overlay.patches, ({ target }) => identityOf(target))) {
    const target = base.get(identity);
    if (target === undefined) findings.push(...patches.map((patch) => unknownTarget(patch, overlay, tools)));
    else if (target.checked.document !== undefined) {
      const result = patchOne(target, patches, overlay, tools);
      findings.push(...result.findings);
      if (result.document !== undefined) documents.set(identity, result.document);
    }
  }
  return { documents, findings: findings.filter((finding) => !isTold(finding, overlay)) };
}

/** True for what the overlay's own text says already. */
function isTold({ code, file, line, column }: Finding, { source, findings }: ReadOverlay): boolean {
  if (file !== source.file) return false;
  return findings.some((one) => one.code === code && one.line === line && one.column === column);
}

function unknownTarget({ index, target }: OverlayPatch, overlay: ReadOverlay, { finding }: OverlayTools): Finding {
  const owner = target.team === undefined ? 'in this registry' : `in team ${target.team}`;
  const message = `There is no ${target.kind} ${target.name} ${owner}.`;
  const path = ['spec', 'patches', index, 'target', 'name'];
  return finding(overlay.source, { code: 'UnmatchedPatch', path, message });
}

function patchOne(
  { checked, source }: BaseDocument,
  patches: readonly OverlayPatch[],
  overlay: ReadOverlay,
  { limits, finding }: OverlayTools,
) {
  const parsed = parsedFile(source.text).documents.find(({ index }) => index === source.index);
  if (parsed === undefined || !isObject(parsed.value)) return { findings: [] };
  const patched = patchDocument({ value: parsed.value, source }, patches, overlay.source, limits);
  const told = patched.problems.map((problem) => finding(overlay.source, problem));
  const validated = validate(patched.value);
  const known = new Set(validate(parsed.value).problems.map(keyOf));
  const own = worthSaying(validated.problems).filter((problem) => !known.has(keyOf(problem)));
  const findings = [...told, ...own.map((problem) => finding(patched.source, problem))];
  if (validated.document === undefined || findings.some(({ severity }) => severity === 'error')) return { findings };
  const { document } = validated;
  return {
    findings,
    document: { checked: { ...outlineOf(checked.index, validated), document }, source: patched.source },
  };
}

/** What the document says about itself is not said again for each environment. */
function keyOf({ code, path, message }: Problem): string {
  return JSON.stringify([code, path, message]);
}
