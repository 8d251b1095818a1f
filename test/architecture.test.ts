import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from 'vitest';

/** Stages from left to right: a stage imports only itself and stages left of it. `import type` counts. */
const STAGES = [
  'lib',
  'diagnostics',
  'status',
  'trigger',
  'source',
  'documents',
  'graph',
  'compile',
  'cost',
  'policy',
  'observe',
  'plan',
  'guard',
  'apply',
  'rehearse',
  'outputs',
  'drift',
  'adopt',
  'health',
  'report',
  'record',
];

/** Folders outside the stages and what they may import besides themselves. `composition` is `controller/*.ts`. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  'registry/kinds': [],
  registry: ['registry/kinds'],
  'controller/adapters': [...STAGES.map((stage) => `controller/${stage}`), 'registry/kinds'],
  controller: [...STAGES.map((stage) => `controller/${stage}`), 'registry/kinds'],
  'controller/cli': [
    ...STAGES.map((stage) => `controller/${stage}`),
    'controller',
    'controller/adapters',
    'registry/kinds',
    'registry',
    'bootstrap/local',
  ],
  'functions/webhook': ['controller', 'controller/adapters', ...STAGES.map((stage) => `controller/${stage}`)],
  'functions/badge': ['controller', 'controller/adapters', ...STAGES.map((stage) => `controller/${stage}`)],
  'functions/reconciler': ['controller', 'controller/adapters', ...STAGES.map((stage) => `controller/${stage}`)],
  // Portable: it knows nothing of GitOps, nor of what deployed it.
  'functions/event-core': [],
  functions: [],
  'bootstrap/local': [],
  bootstrap: [],
};

/** Only these stages may know the registry's kinds. */
const KNOWS_KINDS = new Set(['documents', 'graph', 'compile', 'policy']);

/** Packages that talk to the outside: only adapters, functions, bootstrap and the command line may use them. */
const SDK = /^(@aws-sdk|@octokit|@aws-lambda-powertools|@smithy|aws-cdk-lib|esbuild|emulate)/;
/** octokit's signature check is pure computation, so the trigger stage may use it. */
const PURE_PACKAGES = new Set(['@octokit/webhooks-methods', '@octokit/webhooks']);

interface Import {
  readonly from: string;
  readonly to: string;
}

const root = resolve(import.meta.dirname, '..');
const files = ['controller', 'registry', 'functions'].flatMap(sourceFiles);
const imports = files.flatMap(importsOf);

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const specifiers = [...text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]/g)].map(
    (m) => m[1] ?? '',
  );
  const dynamic = [...text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g)].map((m) => m[1] ?? '');
  return [...specifiers, ...dynamic].map((specifier) => ({
    from: file,
    to: specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : specifier,
  }));
}

/** The most specific folder that has a rule, or the stage. */
function ownerOf(file: string): string {
  const stage = STAGES.find((name) => file.startsWith(`controller/${name}/`));
  if (stage !== undefined) return `controller/${stage}`;
  const owners = Object.keys(RULES).sort((a, b) => b.length - a.length);
  return owners.find((owner) => file.startsWith(`${owner}/`)) ?? file;
}

function allowed(owner: string): ReadonlySet<string> {
  const stage = STAGES.indexOf(owner.replace('controller/', ''));
  if (stage === -1) return new Set([owner, ...(RULES[owner] ?? [])]);
  const left = STAGES.slice(0, stage + 1).map((name) => `controller/${name}`);
  return new Set([...left, ...(KNOWS_KINDS.has(STAGES[stage] ?? '') ? ['registry/kinds', 'registry'] : [])]);
}

test('a stage imports only the stages left of it, types included', () => {
  const internal = imports.filter((one) => /^(controller|registry|functions|bootstrap|test)\b/.test(one.to));
  const wrong = internal.filter((one) => !allowed(ownerOf(one.from)).has(ownerOf(one.to)));
  expect(wrong.map((one) => `${one.from} -> ${one.to}`)).toEqual([]);
});

test('SDKs stay in adapters, functions and the command line', () => {
  const pure = imports.filter(
    (one) => /^(controller|registry)\//.test(one.from) && !/^controller\/(adapters|cli)\//.test(one.from),
  );
  const wrong = pure.filter((one) => SDK.test(one.to) && !PURE_PACKAGES.has(one.to));
  expect(wrong.map((one) => `${one.from} -> ${one.to}`)).toEqual([]);
});

test('the SDK stays in the adapters and the handler of the event-processing core', () => {
  const pure = imports.filter(
    ({ from }) => from.startsWith('functions/event-core/') && !/\/(adapters\/[^/]+|handler)\.ts$/.test(from),
  );
  expect(pure.length).toBeGreaterThan(20);
  expect(pure.filter(({ to }) => to.startsWith('@aws-sdk')).map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
});

test('only config.ts reads the environment', () => {
  const readers = files.filter((file) => /process\.env/.test(readFileSync(join(root, file), 'utf8')));
  expect(readers.filter((file) => file.startsWith('controller/') && file !== 'controller/config.ts')).toEqual([]);
});

test('no file is called utils, helpers, common or types', () => {
  expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|types)(\.ts|\/)/.test(file))).toEqual([]);
});

test('files do not import each other in circles, types included', () => {
  expect(firstCycle(imports)).toEqual([]);
});

function firstCycle(edges: readonly Import[]): readonly string[] {
  const next = Map.groupBy(edges, (edge) => edge.from);
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): readonly string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const edge of next.get(file) ?? []) {
      const cycle = visit(edge.to);
      if (cycle.length > 0) return cycle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  return files.map(visit).find((cycle) => cycle.length > 0) ?? [];
}
