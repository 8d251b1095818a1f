import type { Finding } from '../../diagnostics/finding.ts';
import { identityOf } from '../rules/uniqueness.ts';
import { type AppliedOverlay, applyOverlay, type BaseDocument, type OverlayTools } from './apply-overlay.ts';
import type { ReadOverlay } from './read-overlay.ts';

/** A registry as it is in one environment. */
export interface RegistryInEnvironment {
  readonly documents: readonly BaseDocument[];
  readonly findings: readonly Finding[];
}

/**
 * The documents of one environment: `environment`, or else the Platform's own. All overlays are checked, so that a pull request
 * shows a mistake for production while it is planned for development; only the one of the environment changes anything.
 */
export function inEnvironment(
  base: readonly BaseDocument[],
  overlays: readonly ReadOverlay[],
  environment: string | undefined,
  tools: OverlayTools,
): RegistryInEnvironment {
  const byIdentity = new Map(base.flatMap((document) => identified(document)));
  const platform = base.find(({ checked }) => checked.document?.kind === 'Platform');
  const own = platformEnvironment(platform);
  const wanted = environment ?? own;
  const applied = overlays.map((overlay) => ({ overlay, result: applyOverlay(overlay, byIdentity, tools) }));
  const findings = applied.flatMap(({ result }) => result.findings);
  const selected = applied.find(({ overlay }) => overlay.environment === wanted);
  if (wanted === own || platform === undefined || wanted === undefined)
    return { documents: withPatches(base, selected?.result), findings };
  if (selected === undefined) return { documents: base, findings: [...findings, unknown(wanted, platform, tools)] };
  const documents = withPatches(base, selected.result).map((document) => named(document, wanted, selected.overlay));
  return { documents, findings };
}

function identified(document: BaseDocument): [string, BaseDocument][] {
  const { kind, name } = document.checked;
  if (kind === undefined || name === undefined) return [];
  const { team } = document;
  return [[identityOf({ kind, name, ...(team !== undefined && { team }) }), document]];
}

function platformEnvironment(platform: BaseDocument | undefined): string | undefined {
  const document = platform?.checked.document;
  return document?.kind === 'Platform' ? document.spec.environment : undefined;
}

function withPatches(base: readonly BaseDocument[], applied: AppliedOverlay | undefined): readonly BaseDocument[] {
  if (applied === undefined || applied.documents.size === 0) return base;
  return base.map((document) => {
    const [[identity = ''] = []] = identified(document);
    const patched = applied.documents.get(identity);
    return patched === undefined ? document : { ...document, ...patched };
  });
}

/** The Platform of another environment than the one it was written for bears the overlay's name. */
function named(document: BaseDocument, environment: string, overlay: ReadOverlay): BaseDocument {
  const platform = document.checked.document;
  if (platform?.kind !== 'Platform') return document;
  const origin = { at: ['spec', 'environment'], path: ['metadata', 'name'], source: overlay.source };
  const source = { ...document.source, origins: [...(document.source.origins ?? []), origin] };
  const spec = { ...platform.spec, environment };
  return { ...document, source, checked: { ...document.checked, document: { ...platform, spec } } };
}

function unknown(environment: string, { source }: BaseDocument, { finding }: OverlayTools): Finding {
  return finding(source, {
    code: 'UnknownEnvironment',
    path: ['spec', 'environment'],
    message: `This registry describes another environment than ${environment}, and has no overlays/${environment}.yaml.`,
    hint: `Add overlays/${environment}.yaml with what is different there.`,
  });
}
