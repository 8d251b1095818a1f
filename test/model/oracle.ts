import type { DocumentCache } from '../../controller/documents/load-documents.ts';
import { compileCommit } from '../../controller/plan-commit.ts';
import { DEFAULT_READING_LIMITS } from '../../controller/reading-limits.ts';
import { createBlobCache } from '../../controller/source/blob-cache.ts';
import { createFakeClock } from '../fakes/clock.ts';
import { createFakeGithub } from '../fakes/github.ts';
import { type Content, filesOf, keyOf } from './content.ts';

/** A stack as a registry wants it. */
export interface WantedStack {
  readonly name: string;
  readonly digest: string;
  readonly body: string;
}

const github = createFakeGithub();
const blobs = createBlobCache();
const documents: DocumentCache = new Map();
const known = new Map<string, Promise<readonly WantedStack[]>>();

/** What a registry means, made from its files alone and once per process; no stack for one that cannot be compiled. */
export function wantedBy(content: Content): Promise<readonly WantedStack[]> {
  const key = keyOf(content);
  const wanted = known.get(key) ?? compiled(content);
  known.set(key, wanted);
  return wanted;
}

async function compiled(content: Content): Promise<readonly WantedStack[]> {
  const artifacts = { currentVersion: async () => ({ kind: 'version', versionId: 'v1' }) as const };
  const world = {
    source: github.source,
    blobs,
    documents,
    clock: createFakeClock(),
    environment: 'dev',
    limits: DEFAULT_READING_LIMITS,
    artifacts,
  };
  const { desired } = await compileCommit(github.commit(filesOf(content)), world);
  return desired?.stacks.map(({ name, digest, body }) => ({ name, digest, body })) ?? [];
}
