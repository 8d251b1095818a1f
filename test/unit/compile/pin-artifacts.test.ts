import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { pinArtifacts } from '../../../controller/compile/pin-artifacts.ts';
import type { ArtifactReader, ArtifactReference } from '../../../controller/compile/port.ts';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { lambda, platform, registryOf, team } from './registry-of.ts';

const unpinned = (name: string, key: string) => lambda(name, { s3: { bucket: 'acme-artifacts', key } });

/** A reader that answers from a table, and counts calls and how many run at once. */
class TableReader implements ArtifactReader {
  readonly asked: ArtifactReference[] = [];
  mostAtOnce = 0;
  readonly #answers: Readonly<Record<string, string>>;
  #running = 0;

  constructor(answers: Readonly<Record<string, string>>) {
    this.#answers = answers;
  }

  async currentVersion(artifact: ArtifactReference) {
    this.asked.push(artifact);
    this.#running += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#running);
    await new Promise((resolve) => setImmediate(resolve));
    this.#running -= 1;
    const versionId = this.#answers[artifact.key];
    if (versionId === undefined) return { kind: 'missing' } as const;
    if (versionId === 'elsewhere') return { kind: 'elsewhere' } as const;
    return versionId === '' ? ({ kind: 'unversioned' } as const) : ({ kind: 'version', versionId } as const);
  }
}

describe('V4: pinArtifacts', () => {
  test('finds the version of every bare key, asks for each object once, and for no pinned one', async () => {
    const reader = new TableReader({ 'a.zip': 'v7', 'b.zip': 'v8' });
    const documents = [
      team('web'),
      unpinned('one', 'a.zip'),
      unpinned('two', 'a.zip'),
      unpinned('three', 'b.zip'),
      lambda('four'),
    ];
    const { versions, findings } = await pinArtifacts(reader, registryOf(platform(), { web: documents }));
    expect(versions).toEqual({ 's3://acme-artifacts/a.zip': 'v7', 's3://acme-artifacts/b.zip': 'v8' });
    expect(findings).toEqual([]);
    expect(reader.asked).toHaveLength(2);
  });

  test("code without a bucket lies in the platform's artifact bucket, whatever the environment calls it", async () => {
    const found = async (given: Readonly<Record<string, unknown>>) => {
      const reader = new TableReader({ 'web/a.zip': 'v7' });
      const documents = [team('web'), lambda('one', { s3: { key: 'web/a.zip' } })];
      const registry = registryOf(platform(given), { web: documents });
      const { versions } = await pinArtifacts(reader, registry);
      const { desired } = compile(buildGraph(registry).graph, versions);
      return desired.stacks.flatMap(({ template }) => template.Resources.FunctionOne?.Properties?.Code ?? []);
    };
    expect(await found({})).toEqual([
      { S3Bucket: 'acme-platform-artifacts-123456789012-us-east-1', S3Key: 'web/a.zip', S3ObjectVersion: 'v7' },
    ]);
    expect(await found({ storage: { artifactBucket: 'acme-code' } })).toEqual([
      { S3Bucket: 'acme-code', S3Key: 'web/a.zip', S3ObjectVersion: 'v7' },
    ]);
  });

  test('on a new platform, the hint says that the first apply makes the shared bucket', async () => {
    const hintFor = async (bucket: string) => {
      const documents = [team('web'), lambda('one', { s3: { bucket, key: 'web/a.zip' } })];
      const { findings } = await pinArtifacts(new TableReader({}), registryOf(platform(), { web: documents }));
      return findings.map(({ hint }) => hint);
    };
    const { storage } =
      registryOf(platform(), {}).documents.find((document) => document.kind === 'Platform')?.spec ?? {};
    expect(await hintFor(storage?.artifactBucket ?? '')).toEqual([expect.stringContaining('apply the Platform first')]);
    expect(await hintFor('somebody-elses-code')).toEqual([expect.not.stringContaining('apply the Platform first')]);
  });

  test('a missing object is an error at the key of every function that names it', async () => {
    const documents = [team('web'), unpinned('one', 'a.zip'), unpinned('two', 'a.zip')];
    const { versions, findings } = await pinArtifacts(new TableReader({}), registryOf(platform(), { web: documents }));
    expect(versions).toEqual({});
    expect(
      findings.map(({ code, severity, file, line, column, path }) => ({ code, severity, file, line, column, path })),
    ).toEqual([
      {
        code: 'ArtifactMissing',
        severity: 'error',
        file: 'teams/web/1.yaml',
        line: 12,
        column: 14,
        path: 'spec.s3.key',
      },
      {
        code: 'ArtifactMissing',
        severity: 'error',
        file: 'teams/web/2.yaml',
        line: 12,
        column: 14,
        path: 'spec.s3.key',
      },
    ]);
  });

  test('a bucket without versions is a warning, and the function stays unpinned', async () => {
    const registry = registryOf(platform(), { web: [team('web'), unpinned('one', 'a.zip')] });
    const { versions, findings } = await pinArtifacts(new TableReader({ 'a.zip': '' }), registry);
    expect(versions).toEqual({});
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([['ArtifactUnversioned', 'warning']]);
  });

  test('a bucket of another region is an error: Lambda takes no code from there', async () => {
    const registry = registryOf(platform(), { web: [team('web'), unpinned('one', 'a.zip')] });
    const { findings } = await pinArtifacts(new TableReader({ 'a.zip': 'elsewhere' }), registry);
    expect(findings.map(({ code, severity, path }) => [code, severity, path])).toEqual([
      ['RegionMismatch', 'error', 'spec.s3.key'],
    ]);
  });

  test('asks for many objects, sixteen at once at most', async () => {
    const functions = Array.from({ length: 40 }, (_, i) => unpinned(`f${i}`, `${i}.zip`));
    const reader = new TableReader({});
    const { findings } = await pinArtifacts(reader, registryOf(platform(), { web: [team('web'), ...functions] }));
    expect(findings).toHaveLength(40);
    expect(reader.mostAtOnce).toBe(16);
  });

  test("K2: the reader's error passes through; an outage is not an absence", async () => {
    const outage = new HoldfastError('S3 is not there', { code: 'Unavailable', source: 'aws', retryable: true });
    const reader: ArtifactReader = { currentVersion: () => Promise.reject(outage) };
    const registry = registryOf(platform(), { web: [team('web'), unpinned('one', 'a.zip')] });
    await expect(pinArtifacts(reader, registry)).rejects.toBe(outage);
  });
});
