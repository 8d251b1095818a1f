import { describe, expect, test } from 'vitest';
import { HoldfastError } from '../../../controller/diagnostics/error.ts';
import { createBlobCache } from '../../../controller/source/blob-cache.ts';
import { DEFAULT_SOURCE_LIMITS, type SourceLimits } from '../../../controller/source/limits.ts';
import { loadSnapshot } from '../../../controller/source/load-snapshot.ts';
import { type MemoryFile, MemoryTree } from './memory-tree.ts';

const SHA = 'c'.repeat(40);

async function load(files: readonly MemoryFile[], limits: Partial<SourceLimits> = {}, cache = createBlobCache()) {
  const tree = new MemoryTree(files);
  const loaded = await loadSnapshot(tree, SHA, { ...DEFAULT_SOURCE_LIMITS, ...limits }, cache);
  const found = loaded.findings.map(({ severity, code, file }) => `${severity} ${code} ${file}`);
  return { tree, found, ...loaded, paths: loaded.snapshot.files.map(({ path }) => path) };
}

const PLATFORM = { path: 'platform.yaml', content: 'a: 1\n' };

describe('loadSnapshot', () => {
  test('reads the registry files of the commit and nothing else, sorted by path', async () => {
    const { snapshot, tree, found } = await load([
      { path: 'teams/b/y.yml', content: 'y' },
      { path: 'teams/b', mode: '040000' },
      { path: 'teams/a/deep/x.yaml', content: 'x' },
      { path: 'policies/p.yaml', content: 'p' },
      { path: 'overlays/dev.yaml', content: 'o', mode: '100755' },
      PLATFORM,
      { path: 'teams/a/README.md', content: 'no' },
      { path: 'teams/a/logo.png', content: new Uint8Array([0xff]) },
      { path: '.github/workflows/ci.yaml', content: 'no' },
      { path: 'docs/example.yaml', content: 'no' },
    ]);
    expect(snapshot).toEqual({
      sha: SHA,
      files: [
        { path: 'overlays/dev.yaml', blobSha: 'sha of overlays/dev.yaml', text: 'o' },
        { path: 'platform.yaml', blobSha: 'sha of platform.yaml', text: 'a: 1\n' },
        { path: 'policies/p.yaml', blobSha: 'sha of policies/p.yaml', text: 'p' },
        { path: 'teams/a/deep/x.yaml', blobSha: 'sha of teams/a/deep/x.yaml', text: 'x' },
        { path: 'teams/b/y.yml', blobSha: 'sha of teams/b/y.yml', text: 'y' },
      ],
    });
    expect(found).toEqual([]);
    expect(tree.calls).toHaveLength(6);
  });

  test('YAML that looks meant for the registry but is not read is a warning', async () => {
    const { found, paths } = await load([
      PLATFORM,
      { path: 'platfrom.yaml' },
      { path: 'policies/more/p.yaml' },
      { path: 'Teams/a/team.yaml' },
      { path: 'teams/stray.yaml' },
    ]);
    expect(paths).toEqual(['platform.yaml']);
    expect(found).toEqual([
      'warning UnknownFile Teams/a/team.yaml',
      'warning UnknownFile platfrom.yaml',
      'warning UnknownFile policies/more/p.yaml',
      'error PathClash teams',
      'error MisplacedFile teams/stray.yaml',
    ]);
  });

  test('V5: a truncated list of files is an error, not a small registry', async () => {
    const attempt = loadSnapshot(new MemoryTree([PLATFORM], true), SHA, DEFAULT_SOURCE_LIMITS);
    await expect(attempt).rejects.toMatchObject({ name: 'HoldfastError', code: 'TreeTruncated', retryable: false });
  });

  test('one changed file costs one fetch; equal contents are fetched once', async () => {
    const cache = createBlobCache();
    const files = [PLATFORM, { path: 'teams/a/x.yaml', content: 'x' }, { path: 'teams/a/y.yaml', content: 'y' }];
    await load(files, {}, cache);
    const changed = [
      PLATFORM,
      { path: 'teams/a/x.yaml', content: 'new', sha: 'other' },
      { path: 'teams/a/y.yaml', content: 'y' },
    ];
    const { tree, snapshot } = await load(changed, {}, cache);
    expect(tree.calls).toEqual([`tree ${SHA}`, 'blob other']);
    expect(snapshot.files.map(({ text }) => text)).toEqual(['a: 1\n', 'new', 'y']);
  });

  test('blobs are fetched several at once, but never more than allowed, and keep their order', async () => {
    const files = Array.from({ length: 50 }, (_, index) => ({
      path: `teams/a/f${String(index).padStart(2, '0')}.yaml`,
      content: `${index}`,
    }));
    const { tree, snapshot } = await load(files, { concurrency: 4 });
    expect(tree.mostAtOnce).toBe(4);
    expect(snapshot.files.map(({ text }) => text)).toEqual(files.map(({ content }) => content));
  });

  test('an outage while fetching fails the whole snapshot, and no further fetch begins', async () => {
    const files = Array.from({ length: 20 }, (_, index) => ({
      path: `teams/a/f${String(index).padStart(2, '0')}.yaml`,
    }));
    const tree = new MemoryTree(files.map((file, index) => (index === 1 ? file : { ...file, content: 'x' })));
    const outage = new HoldfastError('down', { code: 'Unavailable', source: 'github', retryable: true });
    const read = tree.readBlob.bind(tree);
    tree.readBlob = (sha) => read(sha).catch(() => Promise.reject(outage));
    await expect(loadSnapshot(tree, SHA, { ...DEFAULT_SOURCE_LIMITS, concurrency: 2 })).rejects.toBe(outage);
    expect(tree.calls.length).toBeLessThan(6);
  });
});

describe('K2: what cannot be read is an error, never just absent', () => {
  test.each([
    ['latin-1', new Uint8Array([0x6e, 0xe4, 0x6d, 0x65]), 'NotUtf8'],
    ['UTF-16', new Uint8Array([0xff, 0xfe, 0x61, 0x00]), 'NotUtf8'],
    ['an overlong encoding', new Uint8Array([0xc0, 0xaf]), 'NotUtf8'],
    ['a lone surrogate', new Uint8Array([0xed, 0xa0, 0x80]), 'NotUtf8'],
    ['a byte order mark', new Uint8Array([0xef, 0xbb, 0xbf, 0x61]), 'ByteOrderMark'],
  ])('%s', async (_, content, code) => {
    const { found, paths } = await load([PLATFORM, { path: 'teams/a/x.yaml', content }]);
    expect(paths).toEqual(['platform.yaml']);
    expect(found).toEqual([`error ${code} teams/a/x.yaml`]);
  });
});

describe('R2: limits hold before anything is fetched', () => {
  test('bytes of one file, by the tree or, where it does not say, by the content', async () => {
    const byTree = await load([{ path: 'platform.yaml', content: 'x'.repeat(11) }], { fileBytes: 10 });
    expect(byTree.found).toEqual(['error FileTooLarge platform.yaml']);
    expect(byTree.tree.calls).toEqual([`tree ${SHA}`]);
    const byContent = await load([{ path: 'platform.yaml', content: 'x'.repeat(11), size: 0 }], { fileBytes: 10 });
    expect(byContent.found).toEqual(['error FileTooLarge platform.yaml']);
    expect(byContent.paths).toEqual([]);
    const within = await load([{ path: 'platform.yaml', content: 'x'.repeat(10) }], { fileBytes: 10 });
    expect([within.found, within.paths]).toEqual([[], ['platform.yaml']]);
  });

  test('number of files, and bytes of all', async () => {
    const files = ['a', 'b', 'c'].map((name) => ({ path: `teams/t/${name}.yaml`, content: 'xxxx' }));
    const many = await load(files, { files: 2 });
    expect(many.found).toEqual(['error TooManyFiles platform.yaml']);
    expect(many.tree.calls).toEqual([`tree ${SHA}`]);
    const much = await load(files, { totalBytes: 11 });
    expect(much.found).toEqual(['error RegistryTooLarge platform.yaml']);
    expect(much.tree.calls).toEqual([`tree ${SHA}`]);
    const within = await load(files, { files: 3, totalBytes: 12 });
    expect([within.found, within.paths.length]).toEqual([[], 3]);
  });
});

describe('R1: paths that could mean another place', () => {
  test.each([
    ['a symbolic link', { path: 'teams/a/x.yaml', mode: '120000' }, 'SymbolicLink'],
    ['a linked folder', { path: 'teams', mode: '120000' }, 'SymbolicLink'],
    ['a linked platform.yaml', { path: 'platform.yaml', mode: '120000' }, 'SymbolicLink'],
    ['a submodule', { path: 'teams/a', mode: '160000' }, 'Submodule'],
    ['two dots', { path: 'teams/../secrets/x.yaml' }, 'UnsafePath'],
    ['two dots anywhere', { path: 'docs/../teams/a/x.yaml' }, 'UnsafePath'],
    ['a dot', { path: 'teams/./x.yaml' }, 'UnsafePath'],
    ['an empty part', { path: 'teams//x.yaml' }, 'UnsafePath'],
    ['an absolute path', { path: '/etc/x.yaml' }, 'UnsafePath'],
    ['a drive', { path: 'C:/x.yaml' }, 'UnsafePath'],
    ['a backslash', { path: 'teams\\a\\x.yaml' }, 'UnsafePath'],
  ])('%s', async (_, entry, code) => {
    const { found, paths, tree } = await load([entry]);
    expect(found).toEqual([`error ${code} ${entry.path}`]);
    expect(paths).toEqual([]);
    expect(tree.calls).toEqual([`tree ${SHA}`]);
  });

  test('characters that cannot be seen are written out', async () => {
    expect((await load([{ path: 'teams/a/x\u202egpj.yaml' }])).found).toEqual([
      'error UnsafePath teams/a/x<U+202E>gpj.yaml',
    ]);
    expect((await load([{ path: 'teams/a/x\n.yaml' }])).found).toEqual(['error UnsafePath teams/a/x<U+000A>.yaml']);
  });

  test("links outside the registry are nobody's business", async () => {
    expect(
      (
        await load([
          { path: 'docs/link', mode: '120000' },
          { path: 'vendor', mode: '160000' },
        ])
      ).found,
    ).toEqual([]);
  });

  test.each([
    ['letter case', 'teams/a/x.yaml', 'teams/a/X.yaml', 'teams/a/X.yaml'],
    ['letter case of a folder', 'teams/a/x.yaml', 'teams/A/y.yaml', 'teams/A'],
    ['letter case outside', 'teams/a/x.yaml', 'TEAMS/readme.md', 'TEAMS'],
    ['Unicode form', 'teams/a/\u00fc.yaml', 'teams/a/u\u0308.yaml', 'teams/a/u\u0308.yaml'],
    ['a letter with two lower cases', 'teams/a/stra\u00dfe.yaml', 'teams/a/STRASSE.yaml', 'teams/a/STRASSE.yaml'],
  ])('a clash in %s is found', async (_, first, second, reported) => {
    const { found } = await load([first, second].map((path) => ({ path, content: 'x' })));
    expect(found).toContain(`error PathClash ${reported}`);
  });
});

describe('the blob cache', () => {
  test('forgets the least recently used beyond its capacity', () => {
    const cache = createBlobCache(10);
    cache.set('a', '12345');
    cache.set('b', '12345');
    expect(cache.get('a')).toBe('12345');
    cache.set('c', '123');
    expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['12345', undefined, '123']);
    cache.set('d', '12345678901');
    expect(cache.get('d')).toBeUndefined();
    cache.set('a', '1');
    cache.set('e', '123456');
    expect([cache.get('a'), cache.get('c'), cache.get('e')]).toEqual(['1', '123', '123456']);
  });
});
