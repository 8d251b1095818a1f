import { describe, expect, test } from 'vitest';
import { compile } from '../../../controller/compile/compile.ts';
import { loadDocuments } from '../../../controller/documents/load-documents.ts';
import { buildGraph } from '../../../controller/graph/build-graph.ts';
import { checkTree } from '../../../controller/source/check-tree.ts';
import { DEFAULT_SOURCE_LIMITS } from '../../../controller/source/limits.ts';
import { fn, route, snapshotOf, TODAY, team, VALID } from './registry-files.ts';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

/** `count` documents in files of 400 of one team, named after `word`. */
function many(word: string, count: number, document: (index: number) => string): Record<string, string> {
  const files = range(Math.ceil(count / 400)).map((file): [string, string] => {
    const inside = range(Math.min(400, count - file * 400)).map((index) => document(file * 400 + index));
    return [`teams/payments/${word}-${file}.yaml`, inside.join('---\n')];
  });
  return Object.fromEntries(files);
}

/** Findings of a registry with these files besides a valid one, and the processor seconds of finding them. */
function work(files: Readonly<Record<string, string>>) {
  const started = process.cpuUsage();
  const { registry, findings } = loadDocuments(snapshotOf({ ...VALID, ...files }), { today: TODAY });
  const built = buildGraph(registry);
  const found = [...findings, ...built.findings];
  const errors = found.filter(({ severity }) => severity === 'error');
  const compiled = errors.length === 0 ? compile(built.graph, {}).findings : [];
  const { user, system } = process.cpuUsage(started);
  return { findings: [...found, ...compiled], errors, seconds: (user + system) / 1e6 };
}

/** Far above what each case takes, and far below what it took when work grew with the square of the registry. */
const SECONDS = 15;

describe('R2, R3: a mistake that is made thousands of times is told in seconds', () => {
  const COUNT = 4_000;
  const missing = (index: number) => `{valueFrom: {kind: Function, name: functoin-${index}, output: roleArn}}`;
  test.each<[string, string, () => Record<string, string>]>([
    ['documents of the same name', 'DuplicateDocument', () => many('f', COUNT, () => fn('same'))],
    [
      'routes of the same path',
      'RouteConflict',
      () => many('r', COUNT, (i) => route(`r${i}`, 'GET', '/payments', 'charge')),
    ],
    [
      'routes to functions whose names are misspelt',
      'UnknownReference',
      () => ({
        ...many('f', COUNT, (i) => fn(`function-${i}`)),
        ...many('r', COUNT, (i) => route(`r${i}`, 'GET', `/payments/x${i}`, `functoin-${i}`)),
      }),
    ],
    [
      'references to functions whose names are misspelt',
      'UnknownReference',
      () => many('f', COUNT, (i) => fn(`function-${i}`, `roleArn: ${missing(i)}`)),
    ],
    [
      'runtimes that are retired',
      'RetiredRuntime',
      () => many('f', COUNT, (i) => fn(`f${i}`).replace('nodejs24.x', 'nodejs12.x')),
    ],
    [
      'teams of the same path',
      'OverlappingPath',
      () =>
        Object.fromEntries(
          range(COUNT).map((i) => [`teams/t${i}x/team.yaml`, team(`t${i}x`, 'owner: x, pathPrefix: /same')]),
        ),
    ],
    [
      'teams whose names cover others',
      'OverlappingName',
      () => Object.fromEntries(range(COUNT).map((i) => [`teams/payments-${i}/team.yaml`, team(`payments-${i}`)])),
    ],
  ])(
    '%s',
    (_, code, files) => {
      const { findings, errors, seconds } = work(files());
      expect(findings.filter((finding) => finding.code === code)).toHaveLength(1_000);
      expect(errors.filter((finding) => finding.code === 'TooManyFindings')).toHaveLength(1);
      expect(seconds).toBeLessThan(SECONDS);
    },
    60_000,
  );

  test('every finding that is shown has its line', () => {
    const { findings } = work(many('f', 1_500, (i) => fn(`f${i}`).replace('nodejs24.x', 'nodejs12.x')));
    const lines = findings.filter(({ code }) => code === 'RetiredRuntime').map(({ line }) => line);
    expect(lines.every((line) => line > 1)).toBe(true);
  }, 60_000);

  test('a circle of thousands of references is found, and shown by its ends', () => {
    const next = (i: number) => `roleArn: {valueFrom: {kind: Function, name: f${(i + 1) % COUNT}, output: roleArn}}`;
    const { findings, seconds } = work(many('f', COUNT, (i) => fn(`f${i}`, next(i))));
    expect(findings.map(({ code }) => code)).toEqual(['ReferenceCycle']);
    expect(findings[0]?.message).toMatch(
      /^References go in a circle: (?:Function\/payments\/f\d+ → ){6}… 3989 more …(?: → Function\/payments\/f\d+){6}\.$/,
    );
    expect(seconds).toBeLessThan(SECONDS);
  }, 60_000);
});

describe('R2: thousands of documents without a mistake', () => {
  const COUNT = 3_000;
  const document = (kind: string, name: string, spec: string) =>
    `apiVersion: holdfast/v1\nkind: ${kind}\nmetadata: {name: ${name}}\nspec: ${spec}\n`;
  test.each<[string, (index: number) => string]>([
    [
      'queues that topics send to',
      (i) =>
        i % 2 === 0
          ? document('Queue', `q${i}`, '{fifo: false}')
          : document('Topic', `t${i}`, `{subscriptions: [{kind: Queue, name: q${i - 1}}]}`),
    ],
    [
      'functions with chosen names that call each other',
      (i) =>
        fn(
          `f${i}`,
          `functionName: acme-payments-z${i}`,
          ...(i === 0 ? [] : [`access: [{kind: Function, name: f${i - 1}, level: invoke}]`]),
        ),
    ],
  ])(
    '%s are compiled in seconds',
    (_, make) => {
      const { findings, seconds } = work(many('x', COUNT, make));
      expect(findings).toEqual([]);
      expect(seconds).toBeLessThan(SECONDS);
    },
    60_000,
  );

  test('and routes of one team with the same beginning are compared with those only that they may meet', () => {
    const routes = many('r', COUNT, (i) => route(`r${i}`, 'GET', `/payments/x${i}/{id}`, 'charge'));
    const { findings, seconds } = work(routes);
    // One stack cannot hold them all, and one API neither.
    const errors = findings.filter(({ severity }) => severity === 'error').map(({ code }) => code);
    expect(errors.filter((code) => !/TooLarge$/.test(code))).toEqual([]);
    expect(seconds).toBeLessThan(SECONDS);
  }, 60_000);
});

describe('K2: what is not shown and not read is never taken for absence', () => {
  test('files after too many errors are not read, and the registry has errors', () => {
    const broken = Object.fromEntries(range(20).map((i) => [`teams/payments/a${i}.yaml`, 'a: &x 1\n'.repeat(150)]));
    const { registry, findings } = loadDocuments(
      snapshotOf({ ...VALID, ...broken, 'teams/zz/team.yaml': team('zz') }),
      {
        today: TODAY,
      },
    );
    expect(registry.documents.map(({ metadata }) => metadata.name)).not.toContain('zz');
    expect(findings).toHaveLength(1_001);
    expect(findings.some(({ code, severity }) => code === 'TooManyFindings' && severity === 'error')).toBe(true);
    // Nobody looked there, so nobody says that something is missing.
    expect(findings.filter(({ code }) => code === 'MissingTeam' || code === 'MissingPlatform')).toEqual([]);
  });

  test('thousands of warnings stop nothing: every file is read, and none becomes an error', () => {
    const image = '123456789012.dkr.ecr.us-east-1.amazonaws.com/name:latest';
    const functions = many(
      'f',
      1_500,
      (i) => `apiVersion: holdfast/v1\nkind: Function\nmetadata: {name: f${i}}\nspec: {imageUri: "${image}"}\n`,
    );
    const { registry, findings } = loadDocuments(snapshotOf({ ...VALID, ...functions }), { today: TODAY });
    expect(registry.documents.filter(({ kind }) => kind === 'Function')).toHaveLength(1_501);
    expect(new Set(findings.map(({ code, severity }) => `${severity} ${code}`))).toEqual(
      new Set(['warning UnpinnedImage', 'warning TooManyFindings']),
    );
  });

  test('an error is shown before thousands of warnings', () => {
    const old = many('f', 1_500, (i) => fn(`f${i}`).replace('nodejs24.x', 'nodejs20.x'));
    const { findings } = loadDocuments(snapshotOf({ ...VALID, ...old, 'teams/payments/z.yaml': fn('charge') }), {
      today: TODAY,
    });
    expect(
      findings.filter(({ severity }) => severity === 'error').map(({ code, file, line }) => [code, file, line]),
    ).toEqual([['DuplicateDocument', 'teams/payments/z.yaml', 3]]);
  });
});

describe('R2: one file or tree made to be slow', () => {
  test('folders in folders, a thousand deep', () => {
    const deep = range(1_500).map((depth) => ({
      path: `teams/${range(depth + 1)
        .map(() => 'a')
        .join('/')}`,
      mode: '040000',
      sha: 'x',
    }));
    const started = process.cpuUsage();
    const { findings } = checkTree(
      [...deep, { path: `docs/${'a/'.repeat(2_000)}x.md`, mode: '100644', sha: 'x' }],
      DEFAULT_SOURCE_LIMITS,
    );
    const { user, system } = process.cpuUsage(started);
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['UnsafePath']));
    expect((user + system) / 1e6).toBeLessThan(2);
  });

  test.each<[string, number, string]>([
    [
      'unknown fields',
      101,
      range(9_000)
        .map((i) => `  memoryMbb${i}: 1\n`)
        .join(''),
    ],
    [
      'the same fields again',
      101,
      `  environment:\n${range(9_000)
        .map((i) => `    A${i % 2}: 1\n`)
        .join('')}`,
    ],
    [
      'rights that would be too much',
      1,
      `  statements:\n${'    - {Effect: Allow, Action: "iam:*", Resource: "*"}\n'.repeat(2_200)}`,
    ],
  ])('one document with thousands of %s', (_, count, lines) => {
    const { errors, seconds } = work({ 'teams/payments/x.yaml': `${fn('x')}${lines}` });
    expect(errors).toHaveLength(count);
    expect(seconds).toBeLessThan(SECONDS);
  });
});

describe('R2: overlays', () => {
  /** An overlay of the environment of the registry, for the function `charge`. */
  const overlay = (patches: readonly object[][]) =>
    JSON.stringify({
      apiVersion: 'holdfast/v1',
      kind: 'Overlay',
      metadata: { name: 'dev' },
      spec: {
        patches: patches.map((patch) => ({ target: { kind: 'Function', team: 'payments', name: 'charge' }, patch })),
      },
    });

  test('copies of copies do not grow without end', () => {
    const copies = range(60).map((i) => ({ op: 'copy', from: '/spec', path: `/spec/x${i}` }));
    const { findings, seconds } = work({ 'overlays/dev.yaml': overlay([copies]) });
    expect(findings.some(({ code, file }) => code === 'TooManyEntries' && file === 'overlays/dev.yaml')).toBe(true);
    expect(seconds).toBeLessThan(SECONDS);
  });

  test('nor do levels inside each other', () => {
    const deeper = range(100).map(() => ({ op: 'copy', from: '/spec/d', path: `/spec${'/d'.repeat(60)}` }));
    const first = range(62).map((i) => ({ op: 'add', path: `/spec${'/d'.repeat(i + 1)}`, value: {} }));
    const { findings } = work({ 'overlays/dev.yaml': overlay([first, deeper]) });
    expect(findings.some(({ code, file }) => code === 'TooDeep' && file === 'overlays/dev.yaml')).toBe(true);
  });

  test('nor does the work of many operations on a large document', () => {
    const large = `${fn('charge')}  environment: {${range(4_000)
      .map((i) => `A${i}: x`)
      .join(', ')}}\n`;
    const patch = range(100).map(() => ({ op: 'replace', path: '/spec/environment/A1', value: 'y' }));
    const { findings, seconds } = work({
      'teams/payments/charge.yaml': large.replace('environment: {', 'labels: {').replace('labels', 'environment'),
      'overlays/dev.yaml': overlay(range(30).map(() => patch)),
    });
    expect(findings.some(({ severity }) => severity === 'error')).toBe(true);
    expect(seconds).toBeLessThan(SECONDS);
  });
});
