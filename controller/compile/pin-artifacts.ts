import { CORE_CODE_KEY } from '../../registry/kinds/event-processor/core.ts';
import type { PlatformSpec } from '../../registry/kinds/platform/schema.ts';
import type { Finding } from '../diagnostics/finding.ts';
import { codeObjectOf } from '../documents/code-object.ts';
import { locateFinding } from '../documents/locate.ts';
import type { AnyDocument, Registry, RegistryDocument } from '../documents/registry.ts';
import { inParallel } from '../lib/in-parallel.ts';
import type { ArtifactReader, ArtifactReference } from './port.ts';

/** Artifact → version id, for every object that the registry names without one and that has one. Keys are made by {@link artifactId}. */
export type ArtifactVersions = Readonly<Record<string, string>>;

/** Versions found, and what the authors have to know about the rest. */
export interface PinnedArtifacts {
  readonly versions: ArtifactVersions;
  readonly findings: readonly Finding[];
}

/** How many objects are asked for at once: far below S3's rate, and a plan of 1,000 functions still takes a second or two. */
const PARALLEL = 16;

/** Key of an artifact among {@link ArtifactVersions}. */
export function artifactId({ bucket, key }: ArtifactReference): string {
  return `s3://${bucket}/${key}`;
}

/**
 * Finds out what every bare S3 key means right now (V4), so that new bytes under the same key are a change, and what was planned
 * is what is applied. Each object is asked for once. Errors of the reader pass through: an outage is not an absence.
 */
export async function pinArtifacts(reader: ArtifactReader, registry: Registry): Promise<PinnedArtifacts> {
  const platform = registry.documents.find((document) => document.kind === 'Platform');
  if (platform === undefined) return { versions: {}, findings: [] };
  const unpinned = registry.documents.flatMap((document) => unpinnedIn(document, platform.spec));
  const wanted = [...Map.groupBy(unpinned, ({ code }) => artifactId(code))];
  const pinned = await inParallel(wanted, PARALLEL, async ([id, uses]): Promise<PinnedArtifacts> => {
    const [first] = uses;
    if (first === undefined) return { versions: {}, findings: [] };
    const current = await reader.currentVersion(first.code);
    if (current.kind === 'version') return { versions: { [id]: current.versionId }, findings: [] };
    const isShared = first.code.bucket === platform.spec.storage.artifactBucket;
    const isCore = isShared && first.code.key === CORE_CODE_KEY;
    const say = ({ document }: Unpinned) =>
      isCore ? coreMissing(document) : sayProblem(document, current.kind, id, isShared);
    return { versions: {}, findings: uses.map(say) };
  });
  return {
    versions: Object.fromEntries(pinned.flatMap(({ versions }) => Object.entries(versions))),
    findings: pinned.flatMap(({ findings }) => findings),
  };
}

/** A Function with a zip file and no version. */
interface Unpinned {
  readonly document: RegistryDocument<'Function'>;
  readonly code: ArtifactReference;
}

function unpinnedIn(document: AnyDocument, platform: PlatformSpec): Unpinned[] {
  if (document.kind !== 'Function' || document.spec.s3?.objectVersion !== undefined) return [];
  const code = codeObjectOf(document.spec, platform);
  return code === undefined ? [] : [{ document, code }];
}

/** The core's code is Holdfast's own to put there, and a new platform has no bucket to put it into. */
function coreMissing(document: Unpinned['document']): Finding {
  const message = "The event-processing core is not in the platform's artifact bucket yet.";
  const hint = 'Holdfast puts it there when it applies the Platform: apply that first, then the processors.';
  return { code: 'ArtifactMissing', severity: 'error', message, ...locateFinding(document.source, ['spec']), hint };
}

/** `isShared`: the object belongs into the platform's own bucket, which a new platform does not have before its first apply. */
function sayProblem(
  document: Unpinned['document'],
  problem: 'missing' | 'elsewhere' | 'unversioned',
  id: string,
  isShared: boolean,
): Finding {
  const place = locateFinding(document.source, ['spec', 's3', 'key']);
  if (problem === 'missing') {
    const message = `There is no object ${id}.`;
    const upload = 'Upload the artifact first, or correct spec.s3.bucket and spec.s3.key.';
    const hint = isShared ? `${upload} On a new platform, apply the Platform first: it makes the bucket.` : upload;
    return { code: 'ArtifactMissing', severity: 'error', message, ...place, hint };
  }
  if (problem === 'elsewhere') {
    const message = `The bucket of ${id} is in another region; Lambda takes code from its own region only.`;
    const hint = "Use the platform's artifact bucket, or one in its region.";
    return { code: 'RegionMismatch', severity: 'error', message, ...place, hint };
  }
  const message = `The bucket of ${id} keeps no versions, so new code under this key is not seen as a change.`;
  const hint = "Use the platform's artifact bucket, or turn on versioning.";
  return { code: 'ArtifactUnversioned', severity: 'warning', message, ...place, hint };
}
